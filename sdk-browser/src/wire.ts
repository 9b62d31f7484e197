/*
 * The events of a page, as the wire protocol has them but written out, so that the package needs neither the protocol's
 * schemas nor what those are made with. `test/wire.test-d.ts` holds them equal to the protocol.
 */

interface CommonFields {
  /** Time of the event on the visitor's clock, in milliseconds since the Unix epoch. */
  at: number;
  /** Route template, as `/orders/:id`. */
  route?: string | undefined;
  /** How many events this one stands for, when page views are sampled or equal errors were counted as one. */
  weight?: number | undefined;
  /** Facts to keep with the measurement. */
  attributes?: Record<string, string | number | boolean> | undefined;
}

/** A measured vital of the page. TTI is an approximation, and says so in its attributes. */
export interface VitalEvent extends CommonFields {
  type: 'vital';
  name: VitalName;
  /** Milliseconds, for CLS the unitless score. */
  value: number;
  /** Id of the measured value, unique in its page. */
  id?: string | undefined;
  /** How the page was reached, as `navigate` or `back-forward-cache`. */
  navigationType?: string | undefined;
}

/** Largest contentful paint, interaction to next paint and so on; `LOAD` is the end of the load event. */
export type VitalName = 'LCP' | 'INP' | 'CLS' | 'FCP' | 'TTFB' | 'FID' | 'TTI' | 'TBT' | 'LOAD';

/** A request that the page made with `fetch` or `XMLHttpRequest`. */
export interface RequestEvent extends CommonFields {
  type: 'request';
  /** Always `client` in what a page measures. */
  side: 'server' | 'client';
  /** HTTP method in capitals. Browsers do not tell it, so that a page says `GET`. */
  method: string;
  /** HTTP status, or 0 when there was no answer. */
  status: number;
  durationMs: number;
  /** Bytes of the answer's body, compressed. */
  responseBytes?: number | undefined;
  /** W3C trace id: 32 lower-case hex digits. */
  traceId?: string | undefined;
}

/** Lookups in, or evictions from, a cache. */
export interface CacheEvent extends CommonFields {
  type: 'cache';
  layer: CacheLayer;
  outcome: CacheOutcome;
  /** How many lookups or evictions this event stands for, at least 1. */
  count: number;
  /** Which cache, as `sessions`. */
  name?: string | undefined;
}

/** Where a cache sits. */
export type CacheLayer = 'browser' | 'cdn' | 'memory' | 'redis' | 'database';

/** How a lookup ended, or that an entry had to make room. */
export type CacheOutcome = 'hit' | 'miss' | 'eviction';

/** What a page has loaded, once it has: compressed bytes, whether they came over the wire or from a cache. */
export interface PageResourcesEvent extends CommonFields {
  type: 'page-resources';
  /** Uncompressed bytes of inline CSS and JavaScript before the first paint. */
  inlineCriticalBytes: number;
  /**
   * By content type, extension and initiator, with spaces between: how many resources, their bytes, the bytes of those that came
   * without compression, how many block rendering, and the bytes of other sites' resources.
   */
  types: Record<string, [number, number, number, number, number]>;
}

/** An error of the page, or one that it has handled and reported. */
export interface ReportedErrorEvent extends CommonFields {
  type: 'error';
  kind: 'uncaught' | 'rejection' | 'resource' | 'csp' | 'handled';
  /** Class of the error, as `TypeError`. */
  name: string;
  message: string;
  stack?: string | undefined;
  /** Equal errors have the same. */
  fingerprint?: string | undefined;
  /** W3C trace id: 32 lower-case hex digits. */
  traceId?: string | undefined;
}

/** A number of the app's own. */
export interface MeasureEvent extends CommonFields {
  type: 'measure';
  /** The metric is `custom.<name>`. */
  name: string;
  value: number;
}

/** What the SDK costs the page, since it last said so. */
export interface SdkEvent extends CommonFields {
  type: 'sdk';
  /** Main-thread milliseconds that the SDK itself spent, without web-vitals' own callbacks. */
  mainThreadMs: number;
  /** Compressed bytes of the SDK's code. */
  bytes?: number | undefined;
  /** Batches that the SDK had to give up. */
  lostBeacons?: number | undefined;
  /** Events that there was no room for; a page does not count them. */
  lostEvents?: number | undefined;
}

/** Any event that a page sends; `type` tells which. */
export type TelemetryEvent =
  | VitalEvent
  | RequestEvent
  | CacheEvent
  | PageResourcesEvent
  | ReportedErrorEvent
  | MeasureEvent
  | SdkEvent;
