import type { Budget } from '@paceline/budgets';
import type { ApiLimits, Limits, Scope } from '@paceline/protocol';

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

/** A token that may ask the query API, beside `PACELINE_API_TOKEN`. */
export interface TokenConfig {
  /** For people and logs. */
  readonly name: string;
  /** SHA-256 of the token, in lower-case hexadecimal; the token itself is not kept. */
  readonly sha256: string;
  /** Apps that it may see; absent: all. */
  readonly apps?: readonly string[];
  readonly scopes: readonly Scope[];
}

/** A place that alerts are delivered to. */
export interface Receiver {
  readonly name: string;
  readonly url: string;
  /** Signing secret, `whsec_` and base64 (Standard Webhooks). */
  readonly secret: string;
}

/** How long stored rows live, in seconds. */
export interface Retention {
  readonly rawSeconds: number;
  readonly rollup10sSeconds: number;
  readonly rollup1mSeconds: number;
  readonly rollup1hSeconds: number;
}

/** How batches travel from the collector to ClickHouse. */
export interface IngestConfig {
  /** Batches that arrive at a collector within this time become one job, in milliseconds; 0 to 1,000. */
  readonly gatherMs: number;
  readonly batchesPerJob: number;
  /** A job is full at this many events; at most 10,000. */
  readonly eventsPerJob: number;
  /** How long the id of a batch is remembered, by all collectors together; 600 to 86,400. */
  readonly duplicateWindowSeconds: number;
  /** With more waiting jobs the collectors ask senders to come back. */
  readonly queuedJobs: number;
  /** Jobs that wait at a worker within this time become one insert, in milliseconds. */
  readonly blockMs: number;
  /** An insert is full at this many events; at most 10,000. */
  readonly blockEvents: number;
}

/** The whole configuration, from environment and `paceline.yaml`, parsed once. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute folder of everything Paceline keeps. */
  readonly dataFolder: string;
  readonly redisUrl: string | undefined;
  readonly clickhouseUrl: string | undefined;
  /** Cluster of that ClickHouse over which the tables are spread; `undefined` when it is one server. */
  readonly clickhouseCluster: string | undefined;
  /** Where the query API answers, when the collector forwards to it (the embedded default). */
  readonly apiUrl: string | undefined;
  /** Addresses and ranges of collectors in front of the query API: it believes whom they say a request came from. */
  readonly collectors: readonly string[];
  /** Address that people reach Paceline at; links in alerts are made from it. */
  readonly publicUrl: string;
  /** Every scope for all apps. */
  readonly apiToken: string;
  readonly tokens: readonly TokenConfig[];
  readonly apps: readonly AppConfig[];
  readonly budgets: readonly Budget[];
  readonly receivers: readonly Receiver[];
  /** Time between two evaluations of the budgets, in seconds. */
  readonly evaluateEverySeconds: number;
  readonly retention: Retention;
  /** Of ingest. */
  readonly limits: Limits;
  readonly apiLimits: ApiLimits;
  readonly ingest: IngestConfig;
  /** Addresses and ranges of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** Header, in lower case, that a proxy or CDN puts the visitor's country into. */
  readonly countryHeader: string | undefined;
}

/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** File, or the name of an environment variable. */
  readonly where: string;
  /** 1-based line in the file. */
  readonly line?: number;
  /** Path of the value, as `apps[0].keys`. */
  readonly path?: string;
  readonly message: string;
}
