import { RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { CONFIDENCE } from '@paceline/statistics';
import type { Estimate, Statistics } from '../../client/contract.ts';

/** The hour that examples are about. */
export const FROM = '2026-05-20T13:00:00.000Z';
export const TO = '2026-05-20T14:00:00.000Z';
export const FROM_SECONDS = Date.parse(FROM) / 1000;

/** What answers with percentiles say of all of them. */
export const sureness = { relativeErrorBound: RELATIVE_ERROR_BOUND, confidence: CONFIDENCE.share };

export const ofRequests = {
  app: 'shop',
  metric: 'request.duration',
  unit: 'ms',
  from: FROM,
  to: TO,
} as const;

export function anEstimate(low: number, high: number, relativeErrorBound: number | null = 0): Estimate {
  return { low, high, thin: false, relativeErrorBound };
}

/** A percentile and its error. */
export function aPercentile(low: number, high: number): Estimate {
  return anEstimate(low, high, RELATIVE_ERROR_BOUND);
}

export const NOT_MEASURED: Statistics = {
  p50: null,
  p75: null,
  p95: null,
  p99: null,
  mean: null,
  events: 0,
  estimates: { p50: null, p75: null, p95: null, p99: null, mean: null },
};
