import type { Distribution } from '@paceline/protocol';
import { compareEstimates, type Confidence } from '@paceline/statistics';
import type { ComparisonAnswer } from '../answers/comparison.ts';
import type { AskedStatistic } from '../asking/askedStatistic.ts';
import { toEstimate, valueOf } from './toEstimate.ts';

/** What was measured of the same thing on the two sides, and for how long. */
export interface Pair {
  readonly before: Distribution;
  readonly after: Distribution;
  readonly secondsBefore: number;
  readonly secondsAfter: number;
}

export type StatisticComparison = ComparisonAnswer['overall'][string];

/** Whether both sides have enough events for a verdict about a statistic, whatever it is. */
export function hasEnough({ read }: AskedStatistic, pair: Pair): boolean {
  const before = read(pair.before, pair.secondsBefore);
  const after = read(pair.after, pair.secondsAfter);
  return before !== null && after !== null && !before.thin && !after.thin;
}

/** A statistic on both sides, as sure of the change as asked for. */
export function toStatisticComparison(
  { read, better }: AskedStatistic,
  pair: Pair,
  confidence: Confidence,
): StatisticComparison {
  const { before, after, change, changeShare, verdict } = compareEstimates(
    {
      before: (sure) => read(pair.before, pair.secondsBefore, sure),
      after: (sure) => read(pair.after, pair.secondsAfter, sure),
    },
    better,
    confidence,
  );
  return {
    before: valueOf(before),
    after: valueOf(after),
    beforeEstimate: toEstimate(before),
    afterEstimate: toEstimate(after),
    change,
    changeShare,
    verdict,
  };
}

export function isChange({ verdict }: StatisticComparison): boolean {
  return verdict === 'better' || verdict === 'worse';
}
