import type { Distribution, Unit } from '@paceline/protocol';
import {
  CONFIDENCE,
  type Confidence,
  type Estimate,
  estimateMean,
  estimateQuantile,
  estimateRate,
  estimateShare,
  type EstimateOptions,
  estimateShareBelow,
  MINIMUM_FOR_RATE,
  observationsOf,
} from '@paceline/statistics';
import { estimateApdex } from './estimateApdex.ts';
import type { AskedMetric } from './parseMetric.ts';

/** One statistic of a metric, as a caller names it. */
export interface AskedStatistic {
  readonly name: string;
  readonly unit: Unit | 'per-second';
  /** Whether a lower or a higher value is the good one. */
  readonly better: 'lower' | 'higher';
  /** Whether the value cannot be told without bins. */
  readonly valueNeedsBins: boolean;
  /** Whether the value or its interval gains by bins. */
  readonly needsBins: boolean;
  /** Whether two samples can be compared by it: not by what has no interval, or grows with the time that was measured. */
  readonly isComparable: boolean;
  /** `null` when nothing was measured. `seconds`: how long the distribution was measured, for rates. */
  readonly read: (distribution: Distribution, seconds: number, confidence?: Confidence) => Estimate | null;
}

type Estimator = (distribution: Distribution, options: EstimateOptions, seconds: number) => Estimate | null;

interface Kind {
  readonly estimate: Estimator;
  readonly unit?: AskedStatistic['unit'];
  readonly better?: AskedStatistic['better'];
  /** `interval`: bins only make the interval narrower. */
  readonly bins?: 'value' | 'interval';
  readonly comparable?: false;
}

/** How many or how much there was: of traffic more is better, of errors and evictions less. */
const amountBetter = ({ unit, better }: AskedMetric) => (unit === 'count' ? better : 'higher');

const failedShare: Kind = {
  unit: 'share',
  better: 'lower',
  estimate: ({ errors, weight }, options) => estimateShare(errors, weight, options),
};

const KINDS: Readonly<Record<string, (metric: AskedMetric) => Kind>> = {
  mean: () => ({ estimate: estimateMean, bins: 'interval' }),
  min: () => factOf(({ min }) => min),
  max: () => factOf(({ max }) => max),
  rate: (metric) => ({
    unit: 'per-second',
    better: amountBetter(metric),
    estimate: ({ weight }, options, seconds) => estimateRate(weight, seconds, options),
  }),
  'failed-share': () => failedShare,
  'ok-share': () => ({
    unit: 'share',
    better: 'higher',
    estimate: ({ errors, weight }, options) => estimateShare(weight - errors, weight, options),
  }),
  'error-rate': () => failedShare,
  count: (metric) => ({
    unit: 'count',
    better: amountBetter(metric),
    comparable: false,
    // A count is a rate whose time is one.
    estimate: ({ weight }, options) => estimateRate(weight, 1, options),
  }),
  sum: () => factOf(({ sum }) => sum),
};

/** What may be asked for, for people. */
export const STATISTIC_FORMS = `percentiles as p50, p95 or p99.9, ${Object.keys(KINDS).join(', ')}, share-under:<target> and apdex:<target>`;

/** The statistic that `name` stands for, of a metric; `undefined` when it stands for none. */
export function askedStatistic(name: string, metric: AskedMetric): AskedStatistic | undefined {
  const kind =
    (Object.hasOwn(KINDS, name) ? KINDS[name]?.(metric) : undefined) ??
    percentile(name) ??
    share(name, metric);
  if (kind === undefined) return undefined;
  return {
    name,
    unit: kind.unit ?? metric.unit,
    better: kind.better ?? metric.better,
    valueNeedsBins: kind.bins === 'value',
    needsBins: kind.bins !== undefined,
    isComparable: kind.comparable !== false,
    read: (distribution, seconds, confidence = CONFIDENCE) => {
      if (distribution.weight <= 0) return null;
      const observations = observationsOf(metric.name, distribution);
      return kind.estimate(distribution, { observations, confidence }, seconds);
    },
  };
}

function percentile(name: string): Kind | undefined {
  const [, percent] = /^p(\d{1,2}(?:\.\d{1,3})?)$/.exec(name) ?? [];
  const q = Number(percent) / 100;
  if (percent === undefined || q <= 0) return undefined;
  return {
    bins: 'value',
    estimate: (distribution, options) => estimateQuantile(distribution, q, options),
  };
}

/** Shares of what met a target, which is in the unit of the metric. */
function share(name: string, metric: AskedMetric): Kind | undefined {
  const [, form, written] = /^(share-under|apdex):(\d{1,15}(?:\.\d{1,9})?)$/.exec(name) ?? [];
  if (form === undefined) return undefined;
  const target = Number(written);
  const isUnder = form === 'share-under';
  const estimate = isUnder ? estimateShareBelow : estimateApdex;
  return {
    unit: isUnder ? 'share' : 'score',
    better: metric.better === 'lower' ? 'higher' : 'lower',
    bins: 'value',
    estimate: (distribution, options) => estimate(distribution, target, options),
  };
}

/** What tells what happened, and was not drawn from anything: it has no interval. */
function factOf(valueOf: (distribution: Distribution) => number): Kind {
  return {
    comparable: false,
    estimate: (distribution, { observations = distribution.events }) => {
      const value = valueOf(distribution);
      return {
        value,
        sketchLow: value,
        sketchHigh: value,
        relativeErrorBound: 0,
        low: null,
        high: null,
        thin: observations < MINIMUM_FOR_RATE,
      };
    },
  };
}
