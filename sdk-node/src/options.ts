/** What an app tells the SDK. */
export interface Options {
  /** Where Paceline's collector answers, as `https://paceline.example.com`. */
  readonly endpoint: string;
  /** Ingest key of the app. */
  readonly key: string;
  /** Version of the app, as `1.4.0`. */
  readonly release?: string | undefined;
  /** As `production` or `staging`. */
  readonly environment?: string | undefined;
  /** Name of this instance; by default host name and process id. */
  readonly instance?: string | undefined;
  /** Milliseconds between two batches. A full batch is sent at once. Default 5000. */
  readonly flushIntervalMs?: number | undefined;
  /** Milliseconds between two samples of CPU, memory and the like; 0 samples nothing. Default 10000. */
  readonly systemIntervalMs?: number | undefined;
  /** Share of requests that are reported, above 0 to 1; each then counts for the rest. Failures always are. Default 1. */
  readonly sampleRate?: number | undefined;
  /** Whether requests to this process's HTTP servers are measured. Default true. */
  readonly measureRequests?: boolean | undefined;
  /** Whether what ends the process by an uncaught exception or rejection is reported. Default true. */
  readonly reportUncaught?: boolean | undefined;
  /** Most events that wait to be sent; the oldest are dropped beyond it. Default 10000. */
  readonly maxBufferedEvents?: number | undefined;
  /** Longest time for one batch to be answered. Default 5000. */
  readonly requestTimeoutMs?: number | undefined;
  /** First pause after a failure; it doubles with each further one, up to a minute. Default 1000. */
  readonly retryBaseMs?: number | undefined;
  /** Is told, in one sentence, what went wrong while sending. Default: a Node process warning, once each. */
  readonly onProblem?: ((message: string) => void) | undefined;
}
