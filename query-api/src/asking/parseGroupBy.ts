import { type Dimension, DIMENSIONS } from '@paceline/storage';
import { parameterProblem } from '../problem.ts';

/** Dimensions that one answer is split by, at most. */
export const MOST_GROUP_BY = 2;

/** What may be grouped by, for people. */
export const GROUP_BY_FORMS = `${DIMENSIONS.join(', ')}, or two of them as route,device`;

/**
 * The dimensions of a comma list; none when it is empty or absent.
 *
 * @throws {Problem} 400 naming `groupBy` and what is allowed
 */
export function parseGroupBy(list: string | undefined): readonly Dimension[] {
  if (list === undefined || list === '') return [];
  const names = list.split(',').map((name) => name.trim());
  if (names.length > MOST_GROUP_BY || new Set(names).size < names.length) {
    throw parameterProblem('groupBy', `takes one dimension or two different ones: ${GROUP_BY_FORMS}`);
  }
  return names.map((name) => {
    const dimension = DIMENSIONS.find((known) => known === name);
    if (dimension !== undefined) return dimension;
    const given = JSON.stringify(name.slice(0, 32));
    throw parameterProblem('groupBy', `${given} is no dimension; allowed are ${GROUP_BY_FORMS}`);
  });
}
