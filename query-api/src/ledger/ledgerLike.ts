import type { DropReason, RefusalReason } from '@paceline/protocol';
import type { Storage } from '@paceline/storage';
import type { QueueDepthLike } from '../routes/addProbeRoutes.ts';

/** What the queue knows of the events of one app. */
export interface LedgerCountsLike {
  readonly received: number;
  readonly inFlight: number;
  readonly deadLettered: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
  readonly refusedRequests: Readonly<Record<RefusalReason, number>>;
}

/** The queue's side of the ledger; what is stored, the storage knows. */
export interface LedgerLike {
  /** Counts of these apps, in order; of the empty app, requests whose key is unknown. Rejects when the queue does not answer. */
  load(apps: readonly string[]): Promise<readonly LedgerCountsLike[]>;
  /** `undefined` before a worker said anything; `since` in epoch milliseconds. */
  loadStoreState(): Promise<{ readonly state: string; readonly since: number } | undefined>;
}

/** Where the figures of the ledger come from. */
export interface LedgerSources {
  readonly storage: Pick<Storage, 'loadFreshness'>;
  readonly apps: readonly { readonly name: string }[];
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly queueDepth: (() => Promise<QueueDepthLike>) | undefined;
  readonly ledger: LedgerLike | undefined;
}

/** A part of the ledger that takes longer to answer is left out, so that the others can still be read. */
export const PART_WITHIN_MS = 2_000;
