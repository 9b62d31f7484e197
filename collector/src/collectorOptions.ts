import type { Limits } from '@paceline/protocol';
import type { BatchProducer, RateLimiter } from '@paceline/queue';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';

/** An app that may send telemetry. */
export interface AppConfig {
  readonly name: string;
  /** Ingest keys; several at once allow rotation. */
  readonly keys: readonly string[];
  /**
   * Allowed `Origin` headers; `*` allows all, `https://*.shop.example` all hosts below a domain. A request without an
   * `Origin` (a server) is always allowed.
   */
  readonly origins: readonly string[];
  /** Share of the batches that is kept, over 0 and at most 1; default 1. */
  readonly sampleRate?: number;
}

export interface CollectorOptions {
  readonly apps: readonly AppConfig[];
  readonly limits: Limits;
  readonly producer: BatchProducer;
  readonly rateLimiter: RateLimiter;
  /** Addresses, and ranges such as `10.0.0.0/8`, whose `X-Forwarded-For` is believed; default none. */
  readonly trustedProxies?: readonly string[];
  /** Header, in lower case, that a proxy or CDN puts the visitor's country into, as `cf-ipcountry`. */
  readonly countryHeader?: string;
  /** Where the query API answers; without it, what is not the collector's own is 404. */
  readonly apiUrl?: string;
  /** Texts of the files of the browser SDK by name: `paceline.js`, and those with a hash in their names. */
  readonly sdkFiles: ReadonlyMap<string, Buffer>;
  /** Version of this Paceline, for `/paceline.json`. */
  readonly version?: string;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly registry: Registry;
}
