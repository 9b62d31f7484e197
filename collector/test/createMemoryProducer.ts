import { EventEmitter, once } from 'node:events';
import type { AcceptedBatch } from '@paceline/protocol';
import type { BatchProducer, EnqueueResult } from '@paceline/queue';

/** A queue in memory, which can be taken away. */
export interface MemoryProducer extends BatchProducer {
  readonly batches: AcceptedBatch[];
  readonly isClosed: () => boolean;
  /** What `enqueue` gives from now on. */
  answerWith(result: EnqueueResult): void;
  /** Lets `enqueue` wait until the function that this gives is called. */
  hold(): () => void;
}

export function createMemoryProducer(): MemoryProducer {
  const batches: AcceptedBatch[] = [];
  let result: EnqueueResult = { ok: true };
  let held: Promise<unknown> | undefined;
  let closed = false;
  return {
    batches,
    isClosed: () => closed,
    answerWith(next) {
      result = next;
    },
    hold() {
      const gate = new EventEmitter();
      held = once(gate, 'open');
      return () => {
        held = undefined;
        gate.emit('open');
      };
    },
    async enqueue(batch) {
      await held;
      if (result.ok) batches.push(batch);
      return result;
    },
    ready: () => Promise.resolve(result.ok),
    close() {
      closed = true;
      return Promise.resolve();
    },
  };
}
