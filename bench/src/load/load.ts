/** What a load generator is asked to do. */
export interface LoadOrder {
  readonly host: string;
  readonly port: number;
  readonly key: string;
  readonly eventsPerBatch: number;
  readonly connections: number;
  readonly seconds: number;
  /** Requests a second, whether or not earlier ones were answered; absent: every connection sends as fast as it is answered. */
  readonly ratePerSecond?: number;
}

/** Told to a running generator: whether it may begin new requests. */
export interface LoadPause {
  readonly isPaused: boolean;
}

/** What came of it. */
export interface LoadResult {
  /** Requests answered with `202`. */
  readonly acknowledged: number;
  /** Requests answered with anything else, or not at all. */
  readonly errors: number;
  /** Time over which `acknowledged` was counted. */
  readonly seconds: number;
  /** From the time at which a request was due until its answer, so that a late generator counts against what is measured. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}
