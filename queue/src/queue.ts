import type { AcceptedBatch, DropCounts, DropReason, RefusalReason } from '@paceline/protocol';

/** Result of handing a batch to the queue. */
export type EnqueueResult =
  | {
      readonly ok: true;
      /** Whether a batch of the same app and id was taken before, by any collector; then nothing of this one is kept. */
      readonly isDuplicate: boolean;
    }
  | { readonly ok: false; readonly reason: 'unavailable' | 'full' };

/** The producing side, for collectors. */
export interface BatchProducer {
  /**
   * Resolves once the batch is durable in the queue, or once it is known that it is not; never hangs, never throws.
   * `dropped` are the events of the same request that were not accepted; they are counted in the ledger with the batch,
   * unless the batch is not taken, as its sender then sends all of it again. `eventsText` is the JSON of the batch's events, for who
   * has it already; more fields may follow in it, which count for nothing.
   */
  enqueue(batch: AcceptedBatch, dropped: DropCounts, eventsText?: string): Promise<EnqueueResult>;
  /** Counts received events of a request that nothing is left of. In the ledger within a second. */
  countDropped(app: string, dropped: DropCounts): void;
  /** Counts a request that was refused before its events were known; the app is empty when the key is unknown. */
  countRefused(app: string, reason: RefusalReason): void;
  /** Whether the queue answers now. */
  ready(): Promise<boolean>;
  /** Flushes what is gathered and disconnects. */
  close(): Promise<void>;
}

/** What is stored with one insert: the batches of several jobs, the same ones in the same order however often it is tried. */
export interface Block {
  /** Stable across retries; the insert deduplication tokens derive from it. */
  readonly id: string;
  readonly batches: readonly AcceptedBatch[];
}

/** What became of the events of a block; those that are not named were stored. */
export interface BlockOutcome {
  readonly deadLetters: readonly DeadLetter[];
}

/** An event that can never be stored, kept for an operator to look at. */
export interface DeadLetter {
  /** Derives from block and place, so that a second try of the block makes the same letter. Letters, digits and `-`. */
  readonly id: string;
  readonly app: string;
  /** Why, for people. */
  readonly reason: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The event's batch, with this one event. */
  readonly batch: AcceptedBatch;
}

/** The dead letters of all apps, oldest first. */
export interface DeadLetters {
  list(query: {
    readonly app?: string;
    readonly limit: number;
    readonly offset?: number;
  }): Promise<{ readonly total: number; readonly letters: readonly DeadLetter[] }>;
  load(id: string): Promise<DeadLetter | undefined>;
  /** Hands the event to the workers again, exactly once; `false` when there is no such letter any more. */
  replay(id: string): Promise<boolean>;
  /** Gives the event up: it counts as dropped, reason `discarded`. `false` when there is no such letter any more. */
  drop(id: string): Promise<boolean>;
  close(): Promise<void>;
}

/** What the queue knows of one app since the beginning; what is stored, ClickHouse knows. */
export interface LedgerCounts {
  readonly app: string;
  /** Events of requests that were answered with `202`. */
  readonly received: number;
  /** Events in the queue. */
  readonly inFlight: number;
  readonly deadLettered: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Requests refused before their events were known. */
  readonly refusedRequests: Readonly<Record<RefusalReason, number>>;
}

/** Whether workers can store, as they last said. */
export interface StoreState {
  /** `storing`, or why jobs wait: the reasons of the storage. */
  readonly state: string;
  /** Epoch milliseconds since when it is so. */
  readonly since: number;
}

export interface LedgerReader {
  /** Counts of these apps, in order; zeros for what was never counted. Rejects when Redis does not answer, within a second. */
  load(apps: readonly string[]): Promise<readonly LedgerCounts[]>;
  /** `undefined` before a worker said anything. */
  loadStoreState(): Promise<StoreState | undefined>;
  close(): Promise<void>;
}

/** A consuming side, for workers. */
export interface Consumer {
  /** Waits for what is in progress, then disconnects. */
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
