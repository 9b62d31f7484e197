import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Listener, LiveFeed } from './createLiveFeed.ts';
import { openEventStream } from './openEventStream.ts';

const DAY = 86_400_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A feed that says nothing, and who listens to it. */
function aFeed() {
  const listeners = new Set<Listener>();
  const feed: LiveFeed = {
    join(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    listeners: () => listeners.size,
    end: () => undefined,
  };
  return { feed, listeners };
}

it('ends when nobody may listen any more, and not before', async () => {
  const { feed } = aFeed();
  const reader = openEventStream(feed, ['shop'], 12 * 3_600_000).getReader();
  expect(new TextDecoder().decode((await reader.read()).value)).toBe(': live\n\n');
  await vi.advanceTimersByTimeAsync(12 * 3_600_000 - 1);
  expect(feed.listeners()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect((await reader.read()).done).toBe(true);
  expect(feed.listeners()).toBe(0);
});

it('lasts for weeks where it may, which is longer than a timer', async () => {
  const { feed } = aFeed();
  for (const endsInMs of [undefined, 30 * DAY]) openEventStream(feed, ['shop'], endsInMs);
  await vi.advanceTimersByTimeAsync(20 * DAY);
  expect(feed.listeners()).toBe(2);
});

it('leaves no timer behind when the client goes', async () => {
  const { feed } = aFeed();
  const stream = openEventStream(feed, ['shop'], 1000);
  await stream.cancel();
  expect(feed.listeners()).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
