import type { MetricName, Unit } from '@paceline/protocol';

/**
 * The number of a distribution that a budget limits.
 * - `mean`, `min`, `max`, `p50` to `p99`: of the values;
 * - `rate`: observations per second over the window; `peak-rate`: the busiest bucket's;
 * - `failed-share`: failed weight / all weight; `ok-share`: 1 - failed-share.
 */
export const STATISTICS = [
  'mean',
  'min',
  'max',
  'p50',
  'p75',
  'p90',
  'p95',
  'p99',
  'rate',
  'peak-rate',
  'failed-share',
  'ok-share',
] as const;
export type Statistic = (typeof STATISTICS)[number];

export const AREAS = ['loading', 'api', 'database', 'ai', 'frontend', 'backend'] as const;
export type Area = (typeof AREAS)[number];

/** Narrows a budget to a part of the traffic. What is not named is not narrowed. */
export interface Scope {
  readonly environment?: string;
  readonly release?: string;
  readonly route?: string;
  readonly device?: string;
  readonly country?: string;
  readonly layer?: string;
  readonly subject?: string;
  readonly instance?: string;
}

/** A limit on a statistic of a metric in a scope. */
export interface Budget {
  /** Unique, stable; letters, digits and `-`. */
  readonly id: string;
  readonly title: string;
  readonly area: Area;
  /** App the budget is for; absent means every app. */
  readonly app?: string;
  readonly metric: MetricName;
  readonly statistic: Statistic;
  /** `below`: value < target; `at-least`: value >= target; `above`: value > target. */
  readonly comparison: 'below' | 'at-least' | 'above';
  /** In the unit of the metric (shares from 0 to 1; `rate` per second). */
  readonly target: number;
  /** A stricter figure to aim for, shown beside the target. */
  readonly goal?: number;
  /** Best figure seen, shown beside the target. */
  readonly bestSeen?: number;
  readonly unit: Unit | 'per-second';
  readonly scope: Scope;
  /** Time over which the value is taken, in seconds. */
  readonly windowSeconds: number;
  /** Below this number of events there is no verdict. */
  readonly minimumEvents: number;
  /** `none`: shown, but never alerts. */
  readonly severity: 'page' | 'ticket' | 'none';
  /** Other statistics of the same metric to show beside the value. */
  readonly companions: readonly Statistic[];
  /** The area may not exist in an app (AI); no data is then expected. */
  readonly optional: boolean;
  readonly owner?: string;
  readonly runbook?: string;
  /** Names of alert receivers; absent means all. */
  readonly receivers?: readonly string[];
}

export type VerdictStatus = 'ok' | 'at-risk' | 'broken' | 'no-data';

/** What a budget says of a value. */
export interface Verdict {
  readonly status: VerdictStatus;
  readonly value: number | null;
  /** How far inside the budget, in the budget's unit; negative when broken; `null` without a value. */
  readonly headroom: number | null;
  /**
   * Headroom as a share of what the budget allows: of the target, or, for a share that should be
   * high (availability, hit rate), of `1 - target`. Negative when broken; `null` without a value,
   * and when the budget allows nothing.
   */
  readonly headroomShare: number | null;
  readonly events: number;
}
