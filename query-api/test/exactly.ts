import { RELATIVE_ERROR_BOUND, type Measurement } from '@paceline/protocol';
import { expect } from 'vitest';

/** Numbers from 0 to 1, the same in every run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const weightOf = (rows: readonly Measurement[]) => rows.reduce((sum, row) => sum + row.weight, 0);

/** The value of rank `ceil(q * n)`, from the measurements themselves. */
export function exactQuantile(rows: readonly Measurement[], q: number): number {
  const sorted = rows.toSorted((a, b) => a.value - b.value);
  const rank = q * weightOf(rows);
  let below = 0;
  for (const row of sorted) {
    below += row.weight;
    if (below >= rank - 1e-9) return row.value;
  }
  return Number.NaN;
}

export function exactMean(rows: readonly Measurement[]): number {
  return rows.reduce((sum, row) => sum + row.value * row.weight, 0) / weightOf(rows);
}

/** Expects a percentile to be within the bound that the API states. */
export function expectWithinBound(told: number | null | undefined, exact: number): void {
  expect(told).not.toBeNull();
  expect(Math.abs((told ?? Number.NaN) - exact)).toBeLessThanOrEqual(
    exact * RELATIVE_ERROR_BOUND * (1 + 1e-9),
  );
}
