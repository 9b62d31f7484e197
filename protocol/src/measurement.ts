import type { MetricName } from './metrics.ts';

/**
 * One stored number. An event gives one or more measurements; they share the columns that say
 * where and when. Empty strings stand for "not known".
 */
export interface Measurement {
  readonly app: string;
  readonly environment: string;
  readonly release: string;
  readonly metric: MetricName;
  readonly route: string;
  /** What within the metric: `postgresql SELECT orders`, a model, a cache, a pool, a request's method, an error's fingerprint. */
  readonly subject: string;
  readonly source: string;
  readonly device: string;
  readonly browser: string;
  readonly country: string;
  readonly connection: string;
  /** Cache layer. */
  readonly layer: string;
  /** `2xx` to `5xx`, or `failed` for no answer. */
  readonly statusClass: string;
  readonly instance: string;
  /** Milliseconds since the Unix epoch, corrected to the collector's clock. */
  readonly at: number;
  /** Milliseconds since the Unix epoch when the collector took it. */
  readonly receivedAt: number;
  readonly value: number;
  /** How many observations it stands for (a cache count times a sampling weight). */
  readonly weight: number;
  /** Whether it counts as failed (5xx, no answer, a failed query). */
  readonly failed: boolean;
  /** 1 on the first measurement of an event, 0 on its others, so that their sum counts events. */
  readonly eventCount: 0 | 1;
  /** Random id of one visit, or of one page view where the sender knows no visits; empty for servers. */
  readonly sessionId: string;
  readonly batchId: string;
  readonly eventIndex: number;
  readonly traceId: string;
  /** Attributes of the event as JSON, or empty. */
  readonly attributes: string;
}

/** One reported error with its texts, beside its `error.count` measurement. */
export interface ErrorReport {
  readonly app: string;
  readonly environment: string;
  readonly release: string;
  readonly route: string;
  readonly source: string;
  readonly at: number;
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly fingerprint: string;
  readonly weight: number;
  /** As in {@link Measurement}. */
  readonly sessionId: string;
  readonly batchId: string;
  readonly eventIndex: number;
  readonly traceId: string;
}
