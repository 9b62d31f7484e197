/**
 * Bounds on untrusted input. Each can be overridden under `limits` in `paceline.yaml`
 * by the same name.
 */
export const DEFAULT_LIMITS = {
  /** Largest accepted request body as sent, in bytes. */
  bodyBytes: 256 * 1024,
  /** Largest accepted request body after decompression, in bytes. */
  decompressedBytes: 2 * 1024 * 1024,
  /** Most events in one batch. */
  eventsPerBatch: 500,
  /** Longest short string (names, releases, environments), in UTF-16 units. */
  nameLength: 128,
  /** Longest route template, in UTF-16 units. */
  routeLength: 256,
  /** Longest error message, in UTF-16 units. */
  messageLength: 1024,
  /** Longest stack trace, in UTF-16 units. */
  stackLength: 8192,
  /** Most attributes on one event. */
  attributesPerEvent: 16,
  /** Distinct routes kept for one app on each collector; the rest fold into `(other)`. */
  routesPerApp: 1000,
  /** Distinct releases kept for one app; the rest fold into `(other)`, as in the limits below. */
  releasesPerApp: 500,
  /** Distinct environments kept for one app. */
  environmentsPerApp: 50,
  /** Distinct server instances kept for one app. */
  instancesPerApp: 1000,
  /** Distinct subjects kept for one app, of each kind: operations, caches, models, pools, errors. */
  subjectsPerApp: 1000,
  /** Distinct values kept for one app of each field that only has few: browser, system, connection, database, method. */
  valuesPerApp: 100,
  /** Distinct names of `measure` events kept for one app; events with other names are dropped. */
  customMetricsPerApp: 500,
  /** How deep objects and lists of a batch may lie in each other. */
  jsonDepth: 16,
  /** Requests a second accepted for one key, by all collectors together. */
  requestsPerSecondPerKey: 20_000,
  /** Requests a second accepted from one address, by all collectors together. */
  requestsPerSecondPerIp: 10_000,
  /** How far in the past an event may lie, in milliseconds. */
  pastMs: 24 * 60 * 60 * 1000,
  /** How far in the future an event may lie after correction of clock skew, in milliseconds. */
  futureMs: 60 * 1000,
  /** Largest accepted absolute value of a measurement. */
  maxValue: 1e15,
} as const;

export type Limits = { readonly [Name in keyof typeof DEFAULT_LIMITS]: number };
