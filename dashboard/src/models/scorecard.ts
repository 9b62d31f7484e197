import type { BudgetStatus } from '@paceline/query-api/responses';
import type { ShownStatus } from './viewModel.ts';

type Area = BudgetStatus['area'];

/** Names of the areas, in the documented order. */
export const AREA_TITLES: Readonly<Record<Area, string>> = {
  loading: 'Loading',
  api: 'API',
  database: 'Database',
  ai: 'AI',
  frontend: 'Frontend',
  backend: 'Backend',
};

export const STATUS_NAMES: Readonly<Record<ShownStatus, string>> = {
  broken: 'Broken',
  'at-risk': 'At risk',
  ok: 'OK',
  'no-data': 'No data',
};

const URGENCY: Readonly<Record<ShownStatus, number>> = { broken: 0, 'at-risk': 1, ok: 2, 'no-data': 3 };

/**
 * Two neighbours may differ by this share of headroom the wrong way round before they change places,
 * so that rows do not dance with every measurement.
 */
const ORDER_TOLERANCE = 0.05;

export type StatusCounts = Readonly<Record<ShownStatus, number>>;

export interface AreaGroup {
  readonly area: Area;
  readonly title: string;
  /** Of all budgets of the area, shown or not. */
  readonly counts: StatusCounts;
  /** The shown ones, worst first. */
  readonly budgets: readonly BudgetStatus[];
}

export interface Scorecard {
  readonly counts: StatusCounts;
  /** Areas with a budget to show, the one in the worst state first. */
  readonly groups: readonly AreaGroup[];
  /** Ids of all budgets of each area in their order, shown or not. */
  readonly order: Readonly<Record<string, readonly string[]>>;
}

/**
 * Groups budgets by area, worst first within areas and among them.
 *
 * @param before What was shown last: an area keeps its order while that is still about right.
 */
export function toScorecard(
  budgets: readonly BudgetStatus[],
  status: ShownStatus | null,
  before: Scorecard | null = null,
): Scorecard {
  const unsorted = (Object.keys(AREA_TITLES) as Area[]).map((area) => {
    const own = budgets.filter((budget) => budget.area === area);
    const all = inOrder(own, before?.order[area] ?? []);
    return { area, title: AREA_TITLES[area], counts: countStatuses(all), all };
  });
  // A stable sort keeps the documented order among areas in the same state.
  const groups = unsorted.toSorted((a, b) => worst(a.all) - worst(b.all));
  return {
    counts: countStatuses(budgets),
    groups: groups
      .map(({ all, ...group }) => ({
        ...group,
        budgets: status === null ? all : all.filter((budget) => budget.status === status),
      }))
      .filter((group) => group.budgets.length > 0),
    order: Object.fromEntries(groups.map(({ area, all }) => [area, all.map(({ id }) => id)])),
  };
}

/** The budget that needs attention most; of those that are kept, the one with the most to tell. */
export function mostUrgent(budgets: readonly BudgetStatus[]): BudgetStatus | undefined {
  const known = budgets.filter((budget) => budget.severity !== 'none');
  return (known.length > 0 ? known : budgets).toSorted(byUrgency)[0];
}

export function countStatuses(budgets: readonly BudgetStatus[]): StatusCounts {
  const counts = { broken: 0, 'at-risk': 0, ok: 0, 'no-data': 0 };
  for (const { status } of budgets) counts[status] += 1;
  return counts;
}

const countOf = (budgets: number) => `${budgets} ${budgets === 1 ? 'budget' : 'budgets'}`;

/** Numbers of a sentence: `1 budget broken`, `3 at risk`. */
export function verdictSentence(counts: StatusCounts): string {
  const judged = counts.broken + counts['at-risk'] + counts.ok;
  if (judged === 0) return 'No budget can be judged yet';
  if (counts.broken === 0 && counts['at-risk'] === 0) {
    return judged === 1 ? 'The one judged budget is kept' : `All ${judged} judged budgets are kept`;
  }
  if (counts.broken === 0) return `${countOf(counts['at-risk'])} at risk, none broken`;
  const risk = counts['at-risk'] === 0 ? '' : `, ${counts['at-risk']} at risk`;
  return `${countOf(counts.broken)} broken${risk}`;
}

/**
 * Where a figure other than the value (best seen, goal) lies on the headroom bar: the share of the
 * allowance that it would leave. Undefined where the budget allows nothing.
 */
export function headroomShareOf(
  { comparison, unit, target }: Pick<BudgetStatus, 'comparison' | 'unit' | 'target'>,
  figure: number,
): number | undefined {
  const wantsHighShare = unit === 'share' && comparison !== 'below';
  const allowance = wantsHighShare ? 1 - target : Math.abs(target);
  if (allowance <= 0) return undefined;
  return (comparison === 'below' ? target - figure : figure - target) / allowance;
}

function byUrgency(a: BudgetStatus, b: BudgetStatus): number {
  return URGENCY[a.status] - URGENCY[b.status] || headroomOf(a) - headroomOf(b);
}

/** The budgets in the order of `kept`, unless one has become clearly more urgent than one before it. */
function inOrder(budgets: readonly BudgetStatus[], kept: readonly string[]): readonly BudgetStatus[] {
  const before = kept.flatMap((id) => budgets.find((budget) => budget.id === id) ?? []);
  const isStillRight =
    before.length === budgets.length &&
    before.every((budget, index) => before.slice(index + 1).every((next) => mayPrecede(budget, next)));
  return isStillRight ? before : budgets.toSorted(byUrgency);
}

function mayPrecede(budget: BudgetStatus, next: BudgetStatus): boolean {
  if (budget.status !== next.status) return URGENCY[budget.status] < URGENCY[next.status];
  return headroomOf(budget) - headroomOf(next) <= ORDER_TOLERANCE;
}

/** What nobody can judge keeps its documented place. */
function headroomOf({ headroomShare, status }: BudgetStatus): number {
  return status === 'no-data' || headroomShare === null ? 0 : headroomShare;
}

function worst(budgets: readonly BudgetStatus[]): number {
  return Math.min(...budgets.map(({ status }) => URGENCY[status]));
}
