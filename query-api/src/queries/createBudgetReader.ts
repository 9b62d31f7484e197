import type { Statistic } from '@paceline/budgets';
import type { Distribution, MetricName } from '@paceline/protocol';
import { type Estimate, MINIMUM_FOR_RATE, observationsOf } from '@paceline/statistics';
import { askedStatistic } from '../asking/askedStatistic.ts';
import { askedMetric } from '../asking/parseMetric.ts';

/** Any statistic of what a budget limits, with its error. */
export type BudgetReader = (statistic: Statistic) => Estimate | null;

/** Reads what was measured of `metric` in a range of which `seconds` have passed, and whose busiest moment had `peak` per second. */
export function createBudgetReader(
  metric: MetricName,
  distribution: Distribution,
  { seconds, peak }: { readonly seconds: number; readonly peak: number | null },
): BudgetReader {
  const asked = askedMetric(metric);
  const thin = observationsOf(metric, distribution) < MINIMUM_FOR_RATE;
  return (statistic) => {
    if (statistic === 'peak-rate') return peak === null ? null : peakOf(peak, thin);
    const read = asked && askedStatistic(statistic, asked)?.read;
    return read?.(distribution, seconds) ?? null;
  };
}

/** A peak is the largest of many counts, which no interval of one count is for. */
function peakOf(value: number, thin: boolean): Estimate {
  return { value, sketchLow: value, sketchHigh: value, relativeErrorBound: 0, low: null, high: null, thin };
}
