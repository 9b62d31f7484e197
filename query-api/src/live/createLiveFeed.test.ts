import type { Freshness } from '@paceline/storage';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StoredNotice } from '../responses.ts';
import { createLiveFeed } from './createLiveFeed.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function aWorld(options: { maxListeners?: number } = {}) {
  const stored = new Map([['shop', 5]]);
  const newest = { at: 1 };
  const asked: number[] = [];
  let isDown = false;
  const feed = createLiveFeed({
    storage: {
      loadFreshness: async () => {
        asked.push(Date.now());
        if (isDown) throw new Error('down');
        return [...stored].map(([app, storedEvents]): Freshness => ({
          app,
          storedEvents,
          newestStoredAt: newest.at,
        }));
      },
    },
    log: pino({ level: 'silent' }),
    ...options,
  });
  function listen(apps: readonly string[] = ['shop', 'blog']) {
    const heard: StoredNotice[] = [];
    const other: string[] = [];
    const leave = feed.join({
      apps,
      onNotice: (notice) => heard.push(notice),
      onHeartbeat: () => other.push('heartbeat'),
      onEnd: () => other.push('end'),
    });
    return { heard, other, leave };
  }
  return {
    feed,
    stored,
    newest,
    asked,
    listen,
    goDown: () => {
      isDown = true;
    },
    comeBack: () => {
      isDown = false;
    },
  };
}

describe('createLiveFeed', () => {
  it('tells what there is at once, then only what grew', async () => {
    const { listen, stored } = aWorld();
    const { heard } = listen();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard.map(({ storedEvents }) => storedEvents)).toEqual([5]);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(heard).toHaveLength(1);
    stored.set('shop', 9);
    await vi.advanceTimersByTimeAsync(400);
    expect(heard.map(({ storedEvents }) => storedEvents)).toEqual([5, 9]);
  });

  it('tells a later listener what is known, without asking again', async () => {
    const { listen, asked } = aWorld();
    listen();
    await vi.advanceTimersByTimeAsync(0);
    const { heard } = listen(['shop']);
    expect(heard).toHaveLength(1);
    expect(asked).toHaveLength(1);
    expect(listen(['blog']).heard).toEqual([]);
  });

  it('tells a listener nothing of apps that it did not ask for', async () => {
    const { listen, stored } = aWorld();
    stored.set('removed', 3);
    const { heard } = listen();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard.map(({ app }) => app)).toEqual(['shop']);
  });

  it('tells again when counted events have arrived in every table', async () => {
    const { listen, newest } = aWorld();
    const { heard } = listen();
    await vi.advanceTimersByTimeAsync(0);
    newest.at = 2;
    await vi.advanceTimersByTimeAsync(800);
    expect(heard).toEqual([
      { app: 'shop', storedEvents: 5, newestStoredAt: 1 },
      { app: 'shop', storedEvents: 5, newestStoredAt: 2 },
    ]);
  });

  it('tells of a database that began anew, and of its growth', async () => {
    const { listen, stored } = aWorld();
    const { heard } = listen();
    await vi.advanceTimersByTimeAsync(0);
    stored.set('shop', 1);
    await vi.advanceTimersByTimeAsync(400);
    stored.set('shop', 2);
    await vi.advanceTimersByTimeAsync(400);
    expect(heard.map(({ storedEvents }) => storedEvents)).toEqual([5, 1, 2]);
  });

  it('stops asking when the last listener left, and starts anew with the next', async () => {
    const { listen, asked, stored } = aWorld();
    const { leave } = listen();
    await vi.advanceTimersByTimeAsync(400);
    leave?.();
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(before);
    stored.set('shop', 20);
    const { heard } = listen();
    await vi.advanceTimersByTimeAsync(0);
    expect(heard.map(({ storedEvents }) => storedEvents)).toEqual([20]);
  });

  it('asks ever less often while the database is down, and tells what happened meanwhile', async () => {
    const { listen, asked, stored, goDown, comeBack } = aWorld();
    const { heard } = listen();
    await vi.advanceTimersByTimeAsync(0);
    goDown();
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(60_000);
    const tries = asked.length - before;
    expect(tries).toBeGreaterThan(10);
    expect(tries).toBeLessThan(20);
    stored.set('shop', 6);
    comeBack();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(heard.map(({ storedEvents }) => storedEvents)).toEqual([5, 6]);
  });

  it('sends a heartbeat every 15 seconds', async () => {
    const { listen } = aWorld();
    const { other } = listen();
    await vi.advanceTimersByTimeAsync(45_000);
    expect(other).toEqual(['heartbeat', 'heartbeat', 'heartbeat']);
  });

  it('takes no more listeners than it may, until one leaves', () => {
    const { listen } = aWorld({ maxListeners: 2 });
    const { leave } = listen();
    listen();
    expect(listen().leave).toBeUndefined();
    leave?.();
    expect(listen().leave).toBeDefined();
  });

  it('ends for everybody, and takes nobody after', async () => {
    const { feed, listen, asked } = aWorld();
    const all = [listen(), listen()];
    await vi.advanceTimersByTimeAsync(0);
    feed.end();
    expect(all.map(({ other }) => other)).toEqual([['end'], ['end']]);
    expect(listen().leave).toBeUndefined();
    const before = asked.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(before);
  });
});
