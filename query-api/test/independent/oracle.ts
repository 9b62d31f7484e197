import type { Measurement } from '@paceline/protocol';

/**
 * Statistics of raw measurements, computed in the plainest way that there is: nothing here knows bins, rollups or distributions, and
 * nothing is shared with what is tested. Weights are whole numbers, so counts are exact.
 */

type Rows = readonly Measurement[];

export const weightOf = (rows: Rows): number => rows.reduce((total, row) => total + row.weight, 0);
export const failedOf = (rows: Rows): number => weightOf(rows.filter(({ failed }) => failed));
export const sumOf = (rows: Rows): number => rows.reduce((total, row) => total + row.value * row.weight, 0);
export const meanOf = (rows: Rows): number => sumOf(rows) / weightOf(rows);
export const leastOf = (rows: Rows): number => Math.min(...rows.map(({ value }) => value));
export const mostOf = (rows: Rows): number => Math.max(...rows.map(({ value }) => value));
export const failedShareOf = (rows: Rows): number => failedOf(rows) / weightOf(rows);

/** The value of rank `ceil(q n)`, of which each counts as often as its weight says. `q` in thousandths: 999 is the P99.9. */
export function percentileOf(rows: Rows, thousandths: number): number {
  const inOrder = rows.toSorted((a, b) => a.value - b.value);
  const total = weightOf(rows);
  let counted = 0;
  for (const { value, weight } of inOrder) {
    counted += weight;
    if (counted * 1000 >= thousandths * total) return value;
  }
  throw new Error('There is no percentile of nothing');
}

/** Share of the weight at or below `limit`. */
export function shareUnder(rows: Rows, limit: number): number {
  return weightOf(rows.filter(({ value }) => value <= limit)) / weightOf(rows);
}

/** Observations per second in the busiest of the buckets of `seconds`. */
export function peakRateOf(rows: Rows, seconds: number): number {
  const weights = new Map<number, number>();
  for (const { at, weight } of rows) {
    const bucket = Math.floor(at / 1000 / seconds);
    weights.set(bucket, (weights.get(bucket) ?? 0) + weight);
  }
  return Math.max(...weights.values()) / seconds;
}

/** Rows by what `keyOf` says of each. */
export function splitBy(rows: Rows, keyOf: (row: Measurement) => string): ReadonlyMap<string, Rows> {
  const split = new Map<string, Measurement[]>();
  for (const row of rows) split.set(keyOf(row), [...(split.get(keyOf(row)) ?? []), row]);
  return split;
}
