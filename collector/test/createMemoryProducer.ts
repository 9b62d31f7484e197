import { EventEmitter, once } from 'node:events';
import type { AcceptedBatch, DropCounts, RefusalReason } from '@paceline/protocol';
import { batchJson, type BatchProducer, type EnqueueResult } from '@paceline/queue';

/** A queue in memory, which can be taken away. */
export interface MemoryProducer extends BatchProducer {
  readonly batches: AcceptedBatch[];
  /** What was counted as dropped of each app: with its batches, and of requests that nothing was left of. */
  readonly dropped: { readonly app: string; readonly counts: DropCounts }[];
  readonly refused: { readonly app: string; readonly reason: RefusalReason }[];
  readonly isClosed: () => boolean;
  /** Why `enqueue` takes nothing from now on; with nothing, it takes batches again. */
  refuseAs(reason: 'unavailable' | 'full' | undefined): void;
  /** Lets `enqueue` wait until the function that this gives is called. */
  hold(): () => void;
}

export function createMemoryProducer(): MemoryProducer {
  const batches: AcceptedBatch[] = [];
  const dropped: MemoryProducer['dropped'] = [];
  const refused: MemoryProducer['refused'] = [];
  const taken = new Set<string>();
  let refusal: 'unavailable' | 'full' | undefined;
  let held: Promise<unknown> | undefined;
  let closed = false;
  return {
    batches,
    dropped,
    refused,
    isClosed: () => closed,
    refuseAs(reason) {
      refusal = reason;
    },
    hold() {
      const gate = new EventEmitter();
      held = once(gate, 'open');
      return () => {
        held = undefined;
        gate.emit('open');
      };
    },
    async enqueue(batch, counts, eventsText): Promise<EnqueueResult> {
      await held;
      if (refusal !== undefined) return { ok: false, reason: refusal };
      const { app, batchId } = batch;
      if (taken.has(`${app} ${batchId}`)) {
        dropped.push({ app, counts: { duplicate: batch.events.length + sumOf(counts) } });
        return { ok: true, isDuplicate: true };
      }
      taken.add(`${app} ${batchId}`);
      // As workers read it.
      batches.push(JSON.parse(batchJson(batch, eventsText).toString()) as AcceptedBatch);
      dropped.push({ app, counts });
      return { ok: true, isDuplicate: false };
    },
    countDropped: (app, counts) => void dropped.push({ app, counts }),
    countRefused: (app, reason) => void refused.push({ app, reason }),
    ready: () => Promise.resolve(refusal === undefined),
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}

function sumOf(counts: DropCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
