import type { AcceptedBatch } from '@paceline/protocol';

/** Result of handing a batch to the queue. */
export type EnqueueResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: 'unavailable' | 'full' };

/** The producing side, for collectors. */
export interface BatchProducer {
  /** Resolves once the batch is durable in the queue, or once it is known that it is not; never hangs, never throws. */
  enqueue(batch: AcceptedBatch): Promise<EnqueueResult>;
  /** Whether the queue answers now. */
  ready(): Promise<boolean>;
  /** Flushes what is gathered and disconnects. */
  close(): Promise<void>;
}

/** One job: the batches that arrived together. */
export interface BatchJob {
  /** Stable across retries; becomes the insert deduplication token. */
  readonly id: string;
  readonly batches: readonly AcceptedBatch[];
  /** 1 on the first try. */
  readonly attempt: number;
}

/** The consuming side, for workers. */
export interface BatchConsumer {
  /** Waits for jobs in progress, then disconnects. */
  close(): Promise<void>;
}

export interface QueueDepth {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

/** A webhook to deliver. `id` is the deduplication key: the same for every try. */
export interface Delivery {
  readonly id: string;
  readonly receiver: string;
  /** Body to send, exactly. */
  readonly body: string;
}
