/**
 * Writes `docs/default-budgets.yaml` anew:
 * `npx tsx --conditions=paceline-source config/scripts/writeDefaultBudgets.ts`.
 */
import { writeFile } from 'node:fs/promises';
import { DEFAULT_BUDGETS, type Budget } from '@paceline/budgets';
import { Document, isMap, isSeq } from 'yaml';

/** A budget in the order that people read it, without what is empty. */
function written({ id, title, area, metric, statistic, comparison, target, unit, ...rest }: Budget): object {
  const { scope, optional, companions, ...others } = rest;
  return {
    id,
    title,
    area,
    metric,
    statistic,
    comparison,
    target,
    unit,
    ...others,
    ...(Object.keys(scope).length > 0 ? { scope } : {}),
    ...(companions.length > 0 ? { companions } : {}),
    ...(optional ? { optional } : {}),
  };
}

const document = new Document({ budgets: DEFAULT_BUDGETS.map(written) }, { aliasDuplicateObjects: false });
document.commentBefore = [
  ' yaml-language-server: $schema=../config/paceline.schema.json',
  '',
  ' Every documented budget, written out: what holds when paceline.yaml names no budgets. Copy those',
  ' that you want to change into paceline.yaml; the id and the parts that differ are enough there.',
  ' Durations are milliseconds, sizes bytes, shares run from 0 to 1.',
].join('\n');
const budgets = document.get('budgets');
if (isSeq(budgets)) {
  let area: unknown;
  for (const budget of budgets.items) {
    if (!isMap(budget)) continue;
    if (budget.get('area') !== area) budget.commentBefore = ` ${String(budget.get('area'))}`;
    area = budget.get('area');
  }
}

await writeFile(
  new URL('../../docs/default-budgets.yaml', import.meta.url),
  document.toString({ lineWidth: 110, singleQuote: true }),
);
