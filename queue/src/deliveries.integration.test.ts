import { afterEach, describe, expect, inject, it, vi } from 'vitest';
import { aPrefix } from '../test/aPrefix.ts';
import { createDeliveryConsumer, type DeliveryOutcome } from './createDeliveryConsumer.ts';
import { createDeliveryQueue } from './createDeliveryQueue.ts';
import type { Delivery } from './queue.ts';

const PATIENCE = { timeout: 10_000, interval: 20 };
const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

function startDeliveries(handle: (delivery: Delivery, attempt: number) => DeliveryOutcome) {
  const connection = { redisUrl: inject('redisUrl'), prefix: aPrefix() };
  const queue = createDeliveryQueue(connection);
  const errors: string[] = [];
  const tries: string[] = [];
  const consumer = createDeliveryConsumer({
    ...connection,
    handle: async (delivery, attempt) => {
      tries.push(`${delivery.id}#${attempt}`);
      return handle(delivery, attempt);
    },
    onError: (error) => errors.push(String(error)),
    delaysMs: [10, 20],
  });
  closers.push(
    () => queue.close(),
    () => consumer.close(),
  );
  return { queue, tries, errors };
}

const delivery = (id: string): Delivery => ({ id, receiver: 'pager', body: '{}' });

describe('a delivery', () => {
  it('is tried again until it arrives', async () => {
    const { queue, tries, errors } = startDeliveries((_delivery, attempt) => ({ ok: attempt === 3 }));
    await queue.enqueue(delivery('one'));
    await vi.waitFor(() => expect(tries).toEqual(['one#1', 'one#2', 'one#3']), PATIENCE);
    expect(errors).toEqual([]);
  });

  it('that arrived is not sent again when it is enqueued again', async () => {
    const { queue, tries } = startDeliveries(() => ({ ok: true }));
    await queue.enqueue(delivery('once'));
    await vi.waitFor(() => expect(tries).toEqual(['once#1']), PATIENCE);
    await queue.enqueue(delivery('once'));
    await queue.enqueue(delivery('next'));
    await vi.waitFor(() => expect(tries).toContain('next#1'), PATIENCE);
    expect(tries).toEqual(['once#1', 'next#1']);
  });

  it('that is refused for good is given up at once, and told', async () => {
    const { queue, tries, errors } = startDeliveries(() => ({ ok: false, permanent: true }));
    await queue.enqueue(delivery('gone'));
    await vi.waitFor(() => expect(errors).toHaveLength(1), PATIENCE);
    expect(errors[0]).toContain('pager refused gone for good');
    expect(tries).toEqual(['gone#1']);
  });

  it('that never arrives is given up after the last try, and told', async () => {
    const { queue, tries, errors } = startDeliveries(() => ({ ok: false }));
    await queue.enqueue(delivery('lost'));
    await vi.waitFor(() => expect(errors).toHaveLength(1), PATIENCE);
    expect(errors[0]).toContain('pager did not take lost in 3 tries');
    expect(tries).toEqual(['lost#1', 'lost#2', 'lost#3']);
  });

  it('waits as long as the receiver asks', async () => {
    let triedAt = 0;
    const { queue, tries } = startDeliveries((_delivery, attempt) => {
      if (attempt === 2) return { ok: true };
      triedAt = Date.now();
      return { ok: false, retryAfterMs: 400 };
    });
    await queue.enqueue(delivery('patient'));
    await vi.waitFor(() => expect(tries).toHaveLength(2), PATIENCE);
    expect(Date.now() - triedAt).toBeGreaterThanOrEqual(400);
  });
});
