import { createRandom } from '../../createRandom.ts';
import { median } from '../../median.ts';

/** Resamples: enough that the ends of an interval move by less than what a figure is rounded to. */
const RESAMPLES = 2_000;

export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The median of some values with its 95 % bootstrap interval (percentiles of the medians of resamples). */
export function medianInterval(values: readonly number[]): MedianInterval {
  const random = createRandom(1);
  const medians = Array.from({ length: RESAMPLES }, () =>
    median(values.map(() => values[Math.floor(random() * values.length)] ?? Number.NaN)),
  ).toSorted((a, b) => a - b);
  const at = (share: number) => medians[Math.round(share * (RESAMPLES - 1))] ?? Number.NaN;
  return { median: median(values), low: at(0.025), high: at(0.975) };
}
