import { type Budget, judge, statisticOf, type Verdict } from '@paceline/budgets';
import { EMPTY_DISTRIBUTION } from '@paceline/protocol';
import type { DistributionRow, Storage } from '@paceline/storage';
import { isSplit, planQueries, windowStart } from './planQueries.ts';

/** What one budget says of one app at a moment. */
export interface BudgetVerdict {
  readonly app: string;
  readonly budget: Budget;
  readonly verdict: Verdict;
}

export interface Evaluation {
  readonly storage: Pick<Storage, 'loadDistributions' | 'loadPeakRate'>;
  readonly apps: readonly { readonly name: string }[];
  /** A budget that names an app is judged for that app, any other for every app. */
  readonly budgets: readonly Budget[];
  /** End of every budget's window, epoch milliseconds. */
  readonly at: number;
}

/**
 * Judges every budget of every app over its window up to `at`. Queries run one after the other, so
 * that judging never crowds out people who look at charts. Throws `StorageError`.
 */
export async function evaluateBudgets({
  storage,
  apps,
  budgets,
  at,
}: Evaluation): Promise<readonly BudgetVerdict[]> {
  const verdicts: BudgetVerdict[] = [];
  for (const app of apps) {
    const ofApp = budgets.filter((budget) => budget.app === undefined || budget.app === app.name);
    for (const planned of planQueries(app.name, ofApp, at)) {
      const rows = await storage.loadDistributions(planned.query);
      for (const budget of planned.budgets) {
        const distribution = rowOf(budget, rows)?.distribution ?? EMPTY_DISTRIBUTION;
        const peakRate =
          budget.statistic === 'peak-rate' ? await loadPeakRate(storage, app.name, budget, at) : null;
        const rangeSeconds = (at - planned.query.fromMs) / 1000;
        const value = statisticOf(distribution, budget.statistic, rangeSeconds, peakRate);
        verdicts.push({ app: app.name, budget, verdict: judge(budget, value, distribution.events) });
      }
    }
  }
  return verdicts;
}

function rowOf(budget: Budget, rows: readonly DistributionRow[]): DistributionRow | undefined {
  const layer = isSplit(budget) ? budget.scope.layer : undefined;
  return rows.find(({ metric, group }) => metric === budget.metric && group.layer === layer);
}

function loadPeakRate(storage: Pick<Storage, 'loadPeakRate'>, app: string, budget: Budget, at: number) {
  const { metric, scope, windowSeconds } = budget;
  return storage.loadPeakRate({
    app,
    metric,
    filter: scope,
    fromMs: windowStart(windowSeconds, at),
    toMs: at,
  });
}
