import type { Question } from '@paceline/query-api/client';
import type { BudgetStatus } from '@paceline/query-api/responses';
import { metricTitle } from './metricTitles.ts';
import { mostUrgent } from './scorecard.ts';
import type { View } from './viewModel.ts';

const PERCENTILES = ['p50', 'p75', 'p95', 'p99'] as const;

/** A value of each is 0 or 1, so that only the mean, the rate, says something. */
const RATE_METRICS: ReadonlySet<string> = new Set(['cache.lookup']);
const COUNTED_METRICS: ReadonlySet<string> = new Set(['error.count', 'cache.eviction']);

/** What the chart shows: statistics of a metric, and the budget that they are held against. */
export interface ChartRequest {
  readonly metric: string;
  readonly title: string;
  readonly statistics: readonly string[];
  readonly budget: BudgetStatus | null;
}

/**
 * What the chart shows in a view: the budget that the address names, else the first of its metric,
 * else the budget that needs attention most. Null when there is nothing to choose from.
 */
export function toChartRequest(
  { metric, budget: id }: Pick<View, 'metric' | 'budget'>,
  budgets: readonly BudgetStatus[],
): ChartRequest | null {
  const named = budgets.find((budget) => budget.id === id && (metric === null || budget.metric === metric));
  const budget =
    named ??
    (metric === null ? mostUrgent(budgets) : budgets.find((candidate) => candidate.metric === metric)) ??
    null;
  const shown = metric ?? budget?.metric;
  if (shown === undefined) return null;
  return {
    metric: shown,
    title: budget?.title ?? metricTitle(shown),
    statistics: statisticsFor(shown, budget?.statistic),
    budget,
  };
}

/**
 * The statistics to draw. A budget on a value is shown among the percentiles, as its mean or maximum
 * says little without them; a budget on a rate or a share of failures is shown by that alone.
 */
function statisticsFor(metric: string, judged: string | undefined): readonly string[] {
  if (judged === 'rate' || judged === 'peak-rate') return ['rate'];
  if (judged === 'failed-share' || judged === 'ok-share') return [judged];
  if (RATE_METRICS.has(metric)) return ['mean'];
  if (COUNTED_METRICS.has(metric)) return ['rate'];
  return judged === undefined || PERCENTILES.some((percentile) => percentile === judged)
    ? PERCENTILES
    : [...PERCENTILES, judged];
}

/** What of a question the whole page shows. */
export interface ViewQuestion {
  readonly app: string;
  readonly environment: string | null;
  readonly from?: string;
  readonly to?: string;
}

/** The question to the API. The view's environment wins over the budget's own. */
export function toSeriesQuery(request: ChartRequest, view: ViewQuestion): Question<'series'> {
  return {
    ...request.budget?.scope,
    ...view,
    environment: view.environment ?? request.budget?.scope['environment'],
    metric: request.metric,
    statistic: request.statistics.join(','),
  };
}
