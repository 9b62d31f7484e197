import type { CacheLayer, CacheOutcome } from '@paceline/protocol';
import type { PoolUsage } from './instrumentations/sampleSystem.ts';
import type { Attributes, RecordedRequest } from './toEvents.ts';

/** What became of every event so far: `recorded` is the sum of the others. */
export interface EventCounts {
  readonly recorded: number;
  /** Taken by the collector. */
  readonly accepted: number;
  /** Taken by the collector, but not stored. */
  readonly dropped: number;
  /** In batches that the collector refused for good. */
  readonly refused: number;
  /** Dropped as the oldest of a full buffer. */
  readonly overflowed: number;
  /** Not sent yet. */
  readonly waiting: number;
}

/** A running SDK. Nothing here throws by itself; the `time` functions pass on what `fn` throws. */
export interface Paceline {
  /** A number of the app's own: stored as metric `custom.<name>` (lower-case letters, digits, `_` and `.`). */
  measure(name: string, value: number, attributes?: Attributes): void;
  /** A request that this process's HTTP servers did not see. */
  recordRequest(request: RecordedRequest): void;
  recordError(error: unknown): void;
  recordCache(lookup: { layer: CacheLayer; outcome: CacheOutcome; name?: string; count?: number }): void;
  /** Counts one lookup, or one eviction, of a cache; the layer is `memory` unless it is said. */
  readonly cache: {
    hit(name: string, layer?: CacheLayer): void;
    miss(name: string, layer?: CacheLayer): void;
    evict(name: string, layer?: CacheLayer): void;
  };
  /**
   * Times a database query, synchronous or not, and returns what `fn` returns.
   *
   * @param system As `postgresql` or `sqlite`.
   * @param operation Operation and table, as `SELECT orders`; never parameters.
   */
  timeQuery<Result>(system: string, operation: string, fn: () => Result): Result;
  /** Times a model; `coldStart` says that the time includes loading it. */
  timeInference<Result>(model: string, fn: () => Result, options?: { readonly coldStart?: boolean }): Result;
  timeVectorSearch<Result>(index: string, fn: () => Result): Result;
  /** Samples a connection pool with the system figures; returns what ends that. */
  pool(name: string, read: () => PoolUsage): () => void;
  /** Sends what waits, and resolves when it has arrived or a try has failed. */
  flush(): Promise<void>;
  /** Stops measuring at once, and sends what waits in the background; `await flush()` afterwards to be sure. */
  stop(): void;
  counts(): EventCounts;
}

/** What an app gets that configured nothing usable: it runs, and nothing is measured. */
export const NOT_MEASURING: Paceline = {
  measure: nothing,
  recordRequest: nothing,
  recordError: nothing,
  recordCache: nothing,
  cache: { hit: nothing, miss: nothing, evict: nothing },
  timeQuery: (_system, _operation, fn) => fn(),
  timeInference: (_model, fn) => fn(),
  timeVectorSearch: (_index, fn) => fn(),
  pool: () => nothing,
  flush: () => Promise.resolve(),
  stop: nothing,
  counts: () => ({ recorded: 0, accepted: 0, dropped: 0, refused: 0, overflowed: 0, waiting: 0 }),
};

function nothing(): void {}
