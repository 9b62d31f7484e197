import { mean, quantile, type Distribution } from '@paceline/protocol';
import type { Statistic } from './budget.ts';

/** Range that a distribution covers, and what a distribution alone cannot tell. */
interface Span {
  readonly rangeSeconds: number;
  readonly peakRate: number | null;
}

type Reader = (distribution: Distribution, span: Span) => number | null;

const quantileReader =
  (q: number): Reader =>
  (distribution) =>
    quantile(distribution, q);

const READERS: Readonly<Record<Statistic, Reader>> = {
  mean,
  min: ({ min }) => finiteOrNull(min),
  max: ({ max }) => finiteOrNull(max),
  p50: quantileReader(0.5),
  p75: quantileReader(0.75),
  p90: quantileReader(0.9),
  p95: quantileReader(0.95),
  p99: quantileReader(0.99),
  rate: ({ weight }, { rangeSeconds }) => (rangeSeconds > 0 ? weight / rangeSeconds : null),
  'peak-rate': (_distribution, { peakRate }) => peakRate,
  'failed-share': ({ errors, weight }) => errors / weight,
  'ok-share': ({ errors, weight }) => (weight - errors) / weight,
};

/**
 * One statistic of a distribution, in the unit of its metric (`rate` and `peak-rate` per second,
 * shares from 0 to 1). `null` when nothing was measured: no traffic is not zero.
 *
 * @param rangeSeconds Length of the range that the distribution covers.
 * @param peakRate Observations per second in the busiest bucket.
 */
export function statisticOf(
  distribution: Distribution,
  statistic: Statistic,
  rangeSeconds: number,
  peakRate: number | null = null,
): number | null {
  if (distribution.weight <= 0) return null;
  return READERS[statistic](distribution, { rangeSeconds, peakRate });
}

/** Whether a statistic is read from bins, so that a query must ask for them. */
export function needsBins(statistic: Statistic): boolean {
  return /^p\d\d$/.test(statistic);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
