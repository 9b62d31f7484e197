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
  /** Distinct routes kept for one app; the rest fold into `(other)`. */
  routesPerApp: 1000,
  /** Requests a second accepted for one key. */
  requestsPerSecondPerKey: 20_000,
  /** How far in the past an event may lie, in milliseconds. */
  pastMs: 24 * 60 * 60 * 1000,
  /** How far in the future an event may lie after correction of clock skew, in milliseconds. */
  futureMs: 60 * 1000,
  /** Largest accepted absolute value of a measurement. */
  maxValue: 1e15,
} as const;

export type Limits = { readonly [Name in keyof typeof DEFAULT_LIMITS]: number };
