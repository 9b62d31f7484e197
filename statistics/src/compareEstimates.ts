import { type ClosedEstimate, differenceInterval, ratioInterval } from './changeInterval.ts';
import { CHANGE_CONFIDENCE, type Confidence } from './confidence.ts';
import type { Estimate } from './estimate.ts';

/** A difference of less than this share of the values is the rounding of sums. */
const ROUNDING_SHARE = 1e-9;

const OPEN = { low: null, high: null };

/**
 * What two samples say of a change.
 * - `better`, `worse`: the interval of the change does not hold 0;
 * - `no-difference-shown`: it does, which is not to say that there is none: the interval tells how large one may be;
 * - `not-enough`: nothing was measured before or after, or one of the two is thin.
 */
export type ChangeVerdict = 'better' | 'worse' | 'no-difference-shown' | 'not-enough';

/** A change with the ends of its interval; an end is `null` where it cannot be told. */
export interface Change {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

export interface Comparison {
  /** `null` when nothing was measured. Its interval is of `CONFIDENCE`, as everywhere. */
  readonly before: Estimate | null;
  readonly after: Estimate | null;
  /** `after - before`, in the unit of the statistic. */
  readonly change: Change | null;
  /** The same as a share of `before`: 0.2 is a fifth more. `null` when `before` is not above 0 or a value is negative. */
  readonly changeShare: Change | null;
  readonly verdict: ChangeVerdict;
}

/** The same statistic of what was measured before and after, as sure as asked for; `null` when nothing was measured. */
export interface Estimators {
  readonly before: (confidence?: Confidence) => Estimate | null;
  readonly after: (confidence?: Confidence) => Estimate | null;
}

/**
 * Compares the estimates of a statistic of two independent samples.
 *
 * @param better whether a lower or a higher value of the statistic is the good one
 * @param confidence of the interval of the change, and so of the verdict
 */
export function compareEstimates(
  estimate: Estimators,
  better: 'lower' | 'higher',
  confidence: Confidence = CHANGE_CONFIDENCE,
): Comparison {
  const shown = { before: estimate.before(), after: estimate.after() };
  const surely = { before: estimate.before(confidence), after: estimate.after(confidence) };
  if (surely.before === null || surely.after === null)
    return { ...shown, change: null, changeShare: null, verdict: 'not-enough' };
  const change = toChange(surely.before, surely.after);
  return {
    ...shown,
    change,
    changeShare: toChangeShare(surely.before, surely.after),
    verdict: toVerdict(surely.before, surely.after, change, better),
  };
}

function toChange(before: Estimate, after: Estimate): Change | null {
  const value = after.value - before.value;
  return boundedBy(value, isClosed(before) && isClosed(after) ? differenceInterval(before, after) : OPEN);
}

function toChangeShare(before: Estimate, after: Estimate): Change | null {
  if (before.value <= 0 || before.sketchLow < 0 || after.sketchLow < 0) return null;
  const value = after.value / before.value - 1;
  if (!isClosed(before) || !isClosed(after) || before.low < 0 || after.low < 0) return boundedBy(value, OPEN);
  const { low, high } = ratioInterval(before, after);
  return boundedBy(value, { low: low - 1, high: high === null ? null : high - 1 });
}

/** `null` where the difference of the largest numbers, or the ratio to the smallest, is beyond any number. */
function boundedBy(value: number, { low, high }: Pick<Change, 'low' | 'high'>): Change | null {
  return Number.isFinite(value) ? { value, low: finiteOrNull(low), high: finiteOrNull(high) } : null;
}

function finiteOrNull(end: number | null): number | null {
  return Number.isFinite(end) ? end : null;
}

function toVerdict(
  before: Estimate,
  after: Estimate,
  change: Change | null,
  better: 'lower' | 'higher',
): ChangeVerdict {
  const { low, high } = change ?? OPEN;
  if (before.thin || after.thin || low === null || high === null) return 'not-enough';
  const rounding = ROUNDING_SHARE * Math.max(Math.abs(before.value), Math.abs(after.value));
  if (low > rounding) return better === 'higher' ? 'better' : 'worse';
  if (high < -rounding) return better === 'lower' ? 'better' : 'worse';
  return 'no-difference-shown';
}

function isClosed(estimate: Estimate): estimate is ClosedEstimate {
  return estimate.low !== null && estimate.high !== null;
}
