import type { Budget } from './budget.ts';
import { budgetSchema, type WrittenBudget } from './budgetSchema.ts';

/** What is wrong with one written budget. `path` starts at the budget. */
export interface BudgetIssue {
  readonly index: number;
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export interface MergedBudgets {
  /** The defaults in their order, overridden where a written budget has their id, then the new ones. */
  readonly budgets: readonly Budget[];
  readonly issues: readonly BudgetIssue[];
}

/**
 * The budgets that hold when a team wrote `written` beside `defaults`: a default's id overrides
 * parts of it (`{ id: 'api-response-time', target: 250 }`), another id adds a budget. A `null` in
 * `written` keeps the place of a malformed one, so that indexes stay those of the file.
 */
export function mergeBudgets(
  defaults: readonly Budget[],
  written: readonly (WrittenBudget | null)[],
): MergedBudgets {
  const byId = new Map(defaults.map((budget) => [budget.id, budget]));
  const seen = new Set<string>();
  const issues: BudgetIssue[] = [];
  for (const [index, budget] of written.entries()) {
    if (budget === null) continue;
    if (seen.has(budget.id)) {
      issues.push({ index, path: ['id'], message: `there is another budget "${budget.id}" above` });
      continue;
    }
    seen.add(budget.id);
    const base = byId.get(budget.id);
    const parsed = budgetSchema.safeParse(base === undefined ? budget : overridden(base, budget));
    if (parsed.success) byId.set(budget.id, parsed.data);
    else {
      const isNew = base === undefined;
      issues.push(
        ...parsed.error.issues.map(({ path, message }) => ({
          index,
          path,
          message: isNew && isMissing(budget, path) ? missingMessage(budget.id, path) : message,
        })),
      );
    }
  }
  return { budgets: [...byId.values()], issues };
}

/** What follows from metric and statistic must not be inherited once one of them changes. */
function overridden(base: Budget, written: WrittenBudget): unknown {
  const changesMeaning =
    (written.metric ?? base.metric) !== base.metric ||
    (written.statistic ?? base.statistic) !== base.statistic;
  if (!changesMeaning) return { ...base, ...written };
  const { unit: _unit, title: _title, comparison: _comparison, ...inherited } = base;
  return { ...inherited, ...written };
}

function isMissing(written: WrittenBudget, path: readonly PropertyKey[]): boolean {
  const [key] = path;
  return path.length === 1 && typeof key === 'string' && !(key in written);
}

function missingMessage(id: string, path: readonly PropertyKey[]): string {
  return `"${String(path[0])}" is missing: "${id}" is not the id of a default budget, so it must be written in full`;
}
