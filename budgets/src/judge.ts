import type { Budget, Verdict, VerdictStatus } from './budget.ts';

/** A budget with less than this share of its allowance left is at risk. */
export const AT_RISK_HEADROOM_SHARE = 0.1;

/**
 * What a budget says of a value.
 *
 * - Without a value, or with fewer than `minimumEvents` events, the status is `no-data`; a value
 *   that is there is kept, so that it can be shown.
 * - Headroom is counted against what the budget allows ({@link allowanceOf}): the target itself,
 *   or, for a share that should be high, the failures that the target leaves room for.
 *
 * @param value The budget's statistic over its window, in its unit; `null` when nothing was measured.
 * @param events Unweighted events behind the value.
 */
export function judge(budget: Budget, value: number | null, events: number): Verdict {
  if (value === null || !Number.isFinite(value)) {
    return { status: 'no-data', value: null, headroom: null, headroomShare: null, events };
  }
  const headroom = budget.comparison === 'below' ? budget.target - value : value - budget.target;
  const allowance = allowanceOf(budget);
  const headroomShare = allowance > 0 ? headroom / allowance : null;
  const enough = events >= Math.max(1, budget.minimumEvents);
  const status = enough ? statusOf(budget, value, headroomShare) : 'no-data';
  return { status, value, headroom, headroomShare, events };
}

/**
 * What the budget lets a value use up, in its unit. A share that should be high, such as an
 * availability of 99.95 %, allows `1 - target` to fail: measured against the target itself, its
 * headroom would always look like nothing. 0 when the target allows nothing at all.
 */
export function allowanceOf(budget: Pick<Budget, 'comparison' | 'unit' | 'target'>): number {
  const wantsHighShare = budget.unit === 'share' && budget.comparison !== 'below';
  return wantsHighShare ? Math.max(0, 1 - budget.target) : Math.abs(budget.target);
}

function statusOf(budget: Budget, value: number, headroomShare: number | null): VerdictStatus {
  if (!isKept(budget, value)) return 'broken';
  // A budget that allows nothing (every image modern) is either kept or broken.
  if (headroomShare === null) return 'ok';
  return headroomShare < AT_RISK_HEADROOM_SHARE ? 'at-risk' : 'ok';
}

function isKept({ comparison, target }: Budget, value: number): boolean {
  if (comparison === 'below') return value < target;
  return comparison === 'at-least' ? value >= target : value > target;
}
