/** What the SDK knows of a request that it took part in. */
export interface Trace {
  /** W3C trace id: 32 lower-case hex digits. */
  readonly traceId?: string;
  /** HTTP method in capitals. */
  readonly method: string;
}

/** Finds the request whose timing is `entry`. */
export type TraceLookup = (entry: PerformanceResourceTiming) => Trace | undefined;
