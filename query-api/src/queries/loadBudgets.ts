import { judge, statisticOf, type Budget } from '@paceline/budgets';
import { metricNamed, type Distribution } from '@paceline/protocol';
import type { DistributionRow, Group, Retention } from '@paceline/storage';
import { chooseStep, toPoints, type Points } from '../asking/chooseStep.ts';
import type { Range } from '../asking/parseRange.ts';
import { passedSeconds, ratedSeconds } from '../asking/ratedSeconds.ts';
import type { BudgetStatus } from '../responses.ts';
import { type BudgetReader, createBudgetReader } from './createBudgetReader.ts';
import { distributionOfRows } from './distributionOfRows.ts';
import { gather } from './gather.ts';
import { planBudgets, statisticsOf, type BudgetGroup } from './planBudgets.ts';
import { rateOf, toPeakRate } from './rates.ts';
import type { SharedQueries } from './shareQueries.ts';
import { toEstimate, valueOf } from './toEstimate.ts';

/** Points of a sparkline, about. */
const SPARKLINE_POINTS = 40;

export interface BudgetsQuestion extends Range {
  readonly app: string;
  readonly filter: Pick<Group, 'environment' | 'release' | 'route'>;
}

interface BudgetsDeps {
  readonly queries: Pick<SharedQueries, 'loadDistributions' | 'loadPeakRate'>;
  readonly budgets: readonly Budget[];
  readonly retention: Retention;
  readonly nowMs: number;
}

/**
 * Every budget that applies, judged over the whole range (not over its own window, which is the alerts' business), in
 * the order in which budgets are configured.
 *
 * @throws {StorageError}
 */
export async function loadBudgets(question: BudgetsQuestion, deps: BudgetsDeps): Promise<BudgetStatus[]> {
  const statuses = new Map<Budget, BudgetStatus>();
  // One group after the other, so that many scopes do not crowd out other questions.
  for (const group of planBudgets(deps.budgets, question.app, question.filter)) {
    for (const [budget, status] of await loadGroup(group, question, deps)) statuses.set(budget, status);
  }
  return deps.budgets.flatMap((budget) => statuses.get(budget) ?? []);
}

async function loadGroup(
  { filter, byLayer, budgets, metrics, withBins, sparklines }: BudgetGroup,
  question: BudgetsQuestion,
  { queries, retention, nowMs }: BudgetsDeps,
): Promise<readonly (readonly [Budget, BudgetStatus])[]> {
  const { app, fromMs, toMs } = question;
  const stepSeconds = chooseStep(question, SPARKLINE_POINTS, { retention, nowMs });
  const points = toPoints(question, stepSeconds);
  const shared = { app, filter, ...(byLayer && { groupBy: ['layer'] as const }) };
  const [whole, peaks, ...overTime] = await Promise.all([
    queries.loadDistributions({ ...shared, fromMs, toMs, metrics, withBins }),
    loadPeaks(budgets, { app, filter, fromMs, toMs }, queries),
    ...sparklines.map((sparkline) =>
      queries.loadDistributions({
        ...shared,
        ...sparkline,
        fromMs: points.fromSeconds * 1000,
        toMs: points.toSeconds * 1000,
        stepSeconds,
      }),
    ),
  ]);
  const seconds = ratedSeconds(question, retention, nowMs);
  const overTimeOf = gather(overTime.flat(), ({ metric }) => metric);
  return budgets.map((budget) => {
    const rows = whole.filter(isFor(budget));
    const distribution = distributionOfRows(rows);
    const peak = toPeakRate(peaks.get(peakKey(budget)) ?? null, rateOf(distribution, seconds));
    const rowsOverTime = (overTimeOf.get(budget.metric) ?? []).filter(isFor(budget));
    const sparkline = toSparkline(budget, rowsOverTime, points, nowMs);
    const read = createBudgetReader(budget.metric, distribution, { seconds, peak });
    return [budget, toStatus(budget, distribution, read, { stepSeconds, values: sparkline })] as const;
  });
}

function toStatus(
  budget: Budget,
  { events }: Distribution,
  read: BudgetReader,
  sparkline: BudgetStatus['sparkline'],
): BudgetStatus {
  const { id, title, area, metric, statistic, comparison, unit, target } = budget;
  const reading = read(statistic);
  const verdict = judge(budget, valueOf(reading), events);
  const companions = budget.companions.map((name) => [name, read(name)] as const);
  return {
    id,
    title,
    area,
    metric,
    approximate: metricNamed(metric)?.approximate === true,
    statistic,
    comparison,
    unit,
    target,
    goal: budget.goal ?? null,
    bestSeen: budget.bestSeen ?? null,
    value: verdict.value,
    low: reading?.low ?? null,
    high: reading?.high ?? null,
    thin: reading?.thin ?? null,
    companions: Object.fromEntries(companions.map(([name, companion]) => [name, valueOf(companion)])),
    companionEstimates: Object.fromEntries(
      companions.map(([name, companion]) => [name, toEstimate(companion)]),
    ),
    headroom: verdict.headroom,
    headroomShare: verdict.headroomShare,
    status: verdict.status,
    events: verdict.events,
    minimumEvents: budget.minimumEvents,
    optional: budget.optional,
    severity: budget.severity,
    scope: { ...budget.scope },
    sparkline,
  };
}

/** The budget's statistic at every point. A peak has no finer rows at hand: its sparkline shows the rate. */
function toSparkline(
  budget: Budget,
  rows: readonly DistributionRow[],
  { fromSeconds, toSeconds, stepSeconds }: Points,
  nowMs: number,
): (number | null)[] {
  const statistic = budget.statistic === 'peak-rate' ? 'rate' : budget.statistic;
  const byTime = gather(rows, ({ atSeconds }) => atSeconds);
  return Array.from({ length: (toSeconds - fromSeconds) / stepSeconds }, (_, index) => {
    const at = fromSeconds + index * stepSeconds;
    const seconds = passedSeconds(at * 1000, (at + stepSeconds) * 1000, nowMs);
    return statisticOf(distributionOfRows(byTime.get(at) ?? []), statistic, seconds);
  });
}

/** Busiest buckets, asked once for each metric and layer that any budget shows one of. */
async function loadPeaks(
  budgets: readonly Budget[],
  scope: { app: string; filter: Group; fromMs: number; toMs: number },
  queries: Pick<SharedQueries, 'loadPeakRate'>,
): Promise<ReadonlyMap<string, number | null>> {
  const wanted = budgets.filter((budget) => statisticsOf(budget).includes('peak-rate'));
  const byKey = new Map(wanted.map((budget) => [peakKey(budget), budget]));
  const peaks = [...byKey].map(
    async ([
      key,
      {
        metric,
        scope: { layer },
      },
    ]) => {
      const filter = { ...scope.filter, ...(layer !== undefined && { layer }) };
      return [key, await queries.loadPeakRate({ ...scope, filter, metric })] as const;
    },
  );
  return new Map(await Promise.all(peaks));
}

function peakKey({ metric, scope }: Budget): string {
  return JSON.stringify([metric, scope.layer ?? null]);
}

function isFor({ metric, scope }: Budget): (row: DistributionRow) => boolean {
  return (row) => row.metric === metric && (scope.layer === undefined || row.group.layer === scope.layer);
}
