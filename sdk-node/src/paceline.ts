/** Facts to keep with a measurement. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** Where a cache sits: in the visitor's browser, at the edge, in this process, in Redis, in the database. */
export type CacheLayer = 'browser' | 'cdn' | 'memory' | 'redis' | 'database';

/** How a lookup ended, or that an entry had to make room. */
export type CacheOutcome = 'hit' | 'miss' | 'eviction';

/** A request that was measured elsewhere than in this process's HTTP servers. */
export interface RecordedRequest {
  readonly method: string;
  /** Route template, as `/orders/:id`. */
  readonly route: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly durationMs: number;
  /** Default `server`. */
  readonly side?: 'server' | 'client' | undefined;
}

/** What a connection pool says of itself. */
export interface PoolUsage {
  readonly active: number;
  readonly idle: number;
  readonly waiting: number;
  readonly size: number;
}

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
  /** An error that the app has handled. */
  recordError(error: unknown): void;
  /** Counts lookups in, or evictions from, a cache; `count` is 1 unless it is said. */
  recordCache(lookup: {
    layer: CacheLayer;
    outcome: CacheOutcome;
    name?: string | undefined;
    count?: number | undefined;
  }): void;
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
  timeInference<Result>(
    model: string,
    fn: () => Result,
    options?: { readonly coldStart?: boolean | undefined },
  ): Result;
  /** Times a search for similar vectors in `index`. */
  timeVectorSearch<Result>(index: string, fn: () => Result): Result;
  /** Samples a connection pool with the system figures; returns what ends that. */
  pool(name: string, read: () => PoolUsage): () => void;
  /** Sends what waits, and resolves when it has arrived or a try has failed. */
  flush(): Promise<void>;
  /** Stops measuring at once, and sends what waits in the background; `await flush()` afterwards to be sure. */
  stop(): void;
  /** What became of every event so far. */
  counts(): EventCounts;
}
