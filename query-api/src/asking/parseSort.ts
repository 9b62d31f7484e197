import type { Dimension } from '@paceline/storage';
import { parameterProblem } from '../problem.ts';
import type { AskedStatistic } from './askedStatistic.ts';

/** What every row has, whatever its statistics. */
const AMOUNTS = ['events', 'weight', 'errors'] as const;

/** What the rows of a table are in order of. */
export type SortKey =
  | { readonly by: 'amount'; readonly name: (typeof AMOUNTS)[number] }
  | { readonly by: 'dimension'; readonly name: Dimension }
  | { readonly by: 'statistic'; readonly name: string; readonly statistic: AskedStatistic };

export interface Sort {
  readonly key: SortKey;
  readonly descending: boolean;
}

export const SORT_FORMS =
  'one of the statistics asked for, events, weight, errors, or a dimension of groupBy';

/**
 * The order that a caller asks for. Without one: the heaviest first; a dimension in the order of its texts.
 *
 * @throws {Problem} 400 naming `sort` or `order` and what is allowed
 */
export function parseSort(
  written: { readonly sort?: string | undefined; readonly order?: string | undefined },
  statistics: readonly AskedStatistic[],
  groupBy: readonly Dimension[],
): Sort {
  const key = parseKey(written.sort, statistics, groupBy);
  const { order } = written;
  if (order === undefined || order === '') return { key, descending: key.by !== 'dimension' };
  if (order !== 'asc' && order !== 'desc') {
    throw parameterProblem('order', `${JSON.stringify(order.slice(0, 32))} is none; allowed are asc, desc`);
  }
  return { key, descending: order === 'desc' };
}

function parseKey(
  written: string | undefined,
  statistics: readonly AskedStatistic[],
  groupBy: readonly Dimension[],
): SortKey {
  const name = written === undefined || written === '' ? 'weight' : written;
  const amount = AMOUNTS.find((known) => known === name);
  if (amount !== undefined) return { by: 'amount', name: amount };
  const dimension = groupBy.find((known) => known === name);
  if (dimension !== undefined) return { by: 'dimension', name: dimension };
  const statistic = statistics.find((asked) => asked.name === name);
  if (statistic !== undefined) return { by: 'statistic', name, statistic };
  const allowed = [...statistics.map((asked) => asked.name), ...AMOUNTS, ...groupBy].join(', ');
  throw parameterProblem(
    'sort',
    `${JSON.stringify(name.slice(0, 32))} is not in this table; allowed are ${allowed}`,
  );
}
