import { type Budget, needsBins } from '@paceline/budgets';
import type { DistributionQuery } from '@paceline/storage';

const FINEST_BUCKET_MS = 10_000;

/** One query, and the budgets that its rows answer. */
export interface PlannedQuery {
  readonly query: DistributionQuery;
  readonly budgets: readonly Budget[];
}

/**
 * The fewest queries that answer the budgets of an app at a moment: one for each window and scope,
 * and for whether bins are needed. A metric that needs bins for one budget serves its others too.
 */
export function planQueries(app: string, budgets: readonly Budget[], at: number): readonly PlannedQuery[] {
  const groups = new Map<string, Budget[]>();
  const binned = new Set(budgets.filter(({ statistic }) => needsBins(statistic)).map(rowKey));
  for (const budget of budgets) {
    const key = `${binned.has(rowKey(budget))} ${rangeKey(budget)}`;
    groups.set(key, [...(groups.get(key) ?? []), budget]);
  }
  return [...groups.values()].map((group) => {
    const { windowSeconds, scope } = group[0]!;
    const split = isSplit({ scope });
    return {
      query: {
        app,
        metrics: [...new Set(group.map(({ metric }) => metric))],
        fromMs: windowStart(windowSeconds, at),
        toMs: at,
        filter: split ? {} : scope,
        ...(split ? { groupBy: ['layer'] } : {}),
        withBins: group.some((budget) => binned.has(rowKey(budget))),
      },
      budgets: group,
    };
  });
}

/**
 * Start of a budget's window that ends at `at`, on the edge of the finest bucket: storage rounds
 * outwards to buckets, and a rate must be divided by the time that was really looked at.
 */
export function windowStart(windowSeconds: number, at: number): number {
  return Math.floor((at - windowSeconds * 1000) / FINEST_BUCKET_MS) * FINEST_BUCKET_MS;
}

/**
 * Whether the budget is for one cache layer and nothing else. There are few layers, so one query
 * that splits by them answers the budgets of all.
 */
export function isSplit({ scope }: Pick<Budget, 'scope'>): boolean {
  return scope.layer !== undefined && Object.keys(scope).length === 1;
}

/** Budgets of one key can share a query. */
function rangeKey(budget: Budget): string {
  const { windowSeconds, scope } = budget;
  const narrowed = Object.entries(scope).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([windowSeconds, isSplit(budget) ? 'layer' : narrowed]);
}

/** Budgets of one key can share a row. */
function rowKey(budget: Budget): string {
  return `${budget.metric} ${rangeKey(budget)}`;
}
