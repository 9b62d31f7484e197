import type { Limits } from '@paceline/protocol';
import type { BatchProducer } from '@paceline/queue';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

/** An app that may send telemetry. */
export interface AppConfig {
  readonly name: string;
  /** Ingest keys; several at once allow rotation. */
  readonly keys: readonly string[];
  /** Allowed `Origin` headers; `*` allows all. A request without an `Origin` (a server) is always allowed. */
  readonly origins: readonly string[];
}

export interface CollectorOptions {
  readonly apps: readonly AppConfig[];
  readonly limits: Limits;
  readonly producer: BatchProducer;
  /** Where the query API answers; without it, what is not the collector's own is 404. */
  readonly apiUrl?: string;
  /** The text of `paceline.js`. */
  readonly sdkScript: Buffer;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly registry: Registry;
}
