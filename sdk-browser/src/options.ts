import type { TraceLookup } from './trace.ts';
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
  /**
   * Share of page views that are measured whole, 0 to 1; each of their events then counts for the rest. Of the other page views
   * only what is slow or failed is sent, and counts for itself: errors, requests that failed or took a second, and vitals that
   * web-vitals rates as poor. Default 1; 0 turns the SDK off.
   */
  readonly sampleRate?: number | undefined;
  /** Route of the page as it was loaded, when the server knows it. */
  readonly route?: string | undefined;
  /** Route templates of the app, as `/orders/:id` or `/docs/*`; the first that fits a path names it. */
  readonly routes?: readonly string[] | undefined;
  /** Sees each event when it is measured; may change it, and drops it by returning nothing. */
  readonly beforeSend?: ((event: TelemetryEvent) => TelemetryEvent | null | undefined) | undefined;
  /** Whether nothing leaves the page, or stays on the device, before `setConsent(true)`. Default false. */
  readonly waitForConsent?: boolean | undefined;
  /** Milliseconds from a waiting event to its batch, while the page stays visible. Default 30000. */
  readonly flushEveryMs?: number | undefined;
  /** What `traceRequests` of `@paceline/sdk-browser/tracing` returns: requests then continue as traces on the server. */
  readonly tracing?: TraceLookup | undefined;
}

/** What `setContext` can say about the page view. The collector finds out the first three by itself, the SDK the fourth. */
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
