import { needsBins, type Budget, type Statistic } from '@paceline/budgets';
import type { MetricName } from '@paceline/protocol';
import type { Group } from '@paceline/storage';

/** Budgets that the same rows answer. */
export interface BudgetGroup {
  readonly filter: Group;
  /** Whether rows are split by cache layer: there are few, so one query serves the budgets of all and of each. */
  readonly byLayer: boolean;
  readonly budgets: readonly Budget[];
  readonly metrics: readonly MetricName[];
  /** Whether any value or companion is read from bins, or has an interval that they make narrower. */
  readonly withBins: boolean;
  /** Metrics whose value over time is read from bins, and the others. */
  readonly sparklines: readonly { readonly metrics: readonly MetricName[]; readonly withBins: boolean }[];
}

/**
 * The budgets that apply to a view of an app, grouped so that few queries answer them all: one group for all that
 * differ in nothing but cache layer. Budgets for another environment, release or route than the view's are left out.
 */
export function planBudgets(budgets: readonly Budget[], app: string, view: Group): readonly BudgetGroup[] {
  const groups = new Map<string, { filter: Group; budgets: Budget[] }>();
  for (const budget of budgets) {
    if (budget.app !== undefined && budget.app !== app) continue;
    const filter = narrow(view, withoutLayer(budget.scope));
    if (filter === undefined) continue;
    const key = JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(key) ?? { filter, budgets: [] };
    group.budgets.push(budget);
    groups.set(key, group);
  }
  return [...groups.values()].map(toGroup);
}

/** Every statistic that the answer shows of a budget. */
export function statisticsOf({ statistic, companions }: Budget): readonly Statistic[] {
  return [...new Set([statistic, ...companions])];
}

function toGroup({ filter, budgets }: { filter: Group; budgets: readonly Budget[] }): BudgetGroup {
  const metrics = [...new Set(budgets.map(({ metric }) => metric))];
  const binned = new Set(budgets.filter(({ statistic }) => needsBins(statistic)).map(({ metric }) => metric));
  const sparklines = [
    { metrics: metrics.filter((metric) => binned.has(metric)), withBins: true },
    { metrics: metrics.filter((metric) => !binned.has(metric)), withBins: false },
  ].filter(({ metrics }) => metrics.length > 0);
  return {
    filter,
    byLayer: budgets.some(({ scope }) => scope.layer !== undefined),
    budgets,
    metrics,
    withBins: budgets.some((budget) =>
      statisticsOf(budget).some((statistic) => statistic === 'mean' || needsBins(statistic)),
    ),
    sparklines,
  };
}

function withoutLayer({ layer: _layer, ...scope }: Budget['scope']): Group {
  return scope;
}

/** Both filters together; undefined when they contradict each other. */
function narrow(view: Group, scope: Group): Group | undefined {
  const merged: Group = { ...view, ...scope };
  const contradicts = Object.entries(view).some(([name, value]) =>
    Object.entries(scope).some(([other, wanted]) => other === name && wanted !== value),
  );
  return contradicts ? undefined : merged;
}
