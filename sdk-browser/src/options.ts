import type { TelemetryEvent } from './wire.ts';

/** What an app tells the SDK. */
export interface Options {
  /** Where Paceline's collector answers, as `https://paceline.example.com`. */
  readonly endpoint: string;
  /** Ingest key of the app. It may be public: it can only add telemetry. */
  readonly key: string;
  /** Version of the app, as `1.4.0`. */
  readonly release?: string | undefined;
  /** As `production` or `staging`. */
  readonly environment?: string | undefined;
  /** Share of page views that are measured, 0 to 1; each measured one then counts for the rest. Default 1. */
  readonly sampleRate?: number | undefined;
  /** Route of the page as it was loaded, when the server knows it. */
  readonly route?: string | undefined;
  /** Route templates of the app, as `/orders/:id` or `/docs/*`; the first that fits a path names it. */
  readonly routes?: readonly string[] | undefined;
  /** Sees each event before it is sent; may change it, and drops it by returning nothing. */
  readonly beforeSend?: ((event: TelemetryEvent) => TelemetryEvent | null | undefined) | undefined;
  /** Whether a visitor's Global Privacy Control turns the SDK off. Default true. */
  readonly respectGlobalPrivacyControl?: boolean | undefined;
  /** Milliseconds from the first event to the first batch. Default 6000. */
  readonly firstFlushMs?: number | undefined;
  /** Milliseconds between later batches, while there is something to send. Default 10000. */
  readonly flushEveryMs?: number | undefined;
}

/** What `setContext` can say about the page view. The SDK finds out the first four where it can. */
export interface PageContext {
  device?: 'desktop' | 'mobile' | 'tablet' | 'bot' | undefined;
  /** As `Firefox`. */
  browser?: string | undefined;
  /** As `Android`. */
  os?: string | undefined;
  /** Effective connection type, as `4g`. */
  connection?: string | undefined;
  /** ISO 3166-1 alpha-2 country code, as `NL`. */
  country?: string | undefined;
}
