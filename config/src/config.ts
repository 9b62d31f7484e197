import type { Budget } from '@paceline/budgets';
import type { Limits } from '@paceline/protocol';

/** An app that may send telemetry. */
export interface AppConfig {
  readonly name: string;
  /** Ingest keys; several at once allow rotation. */
  readonly keys: readonly string[];
  /** Allowed `Origin` headers; `*` allows all. A request without an `Origin` (a server) is always allowed. */
  readonly origins: readonly string[];
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

/** The whole configuration, from environment and `paceline.yaml`, parsed once. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute folder of everything Paceline keeps. */
  readonly dataFolder: string;
  readonly redisUrl: string | undefined;
  readonly clickhouseUrl: string | undefined;
  /** Where the query API answers, when the collector forwards to it (the embedded default). */
  readonly apiUrl: string | undefined;
  /** Address that people reach Paceline at; links in alerts are made from it. */
  readonly publicUrl: string;
  readonly apiToken: string;
  readonly apps: readonly AppConfig[];
  readonly budgets: readonly Budget[];
  readonly receivers: readonly Receiver[];
  /** Time between two evaluations of the budgets, in seconds. */
  readonly evaluateEverySeconds: number;
  readonly retention: Retention;
  readonly limits: Limits;
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
