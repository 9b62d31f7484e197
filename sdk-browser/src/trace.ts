/** What the SDK knows of a request that it took part in. */
export interface Trace {
  /** W3C trace id: 32 lower-case hex digits. */
  readonly traceId?: string;
  /** HTTP method in capitals. */
  readonly method: string;
}

/** The resource timing of a request, as far as it tells which one it was. */
export interface RequestTiming {
  /** Address. */
  readonly name: string;
  /** Milliseconds since navigation start. */
  readonly startTime: number;
}

/** Finds the request whose timing is `entry`. */
export type TraceLookup = (entry: RequestTiming) => Trace | undefined;
