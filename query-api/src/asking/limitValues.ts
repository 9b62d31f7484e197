import { parameterProblem } from '../problem.ts';

/** Values of one answer, at most: about five megabytes before compression. */
export const MOST_VALUES = 50_000;

/**
 * Makes sure that the values of a split series are not too many.
 *
 * @throws {Problem} 400 naming `groups`, the limit and the fix
 */
export function limitValues({
  points,
  statistics,
  groups,
}: {
  readonly points: number;
  readonly statistics: number;
  readonly groups: number;
}): void {
  // All of them together, and those that are not told apart, have values too.
  const values = points * statistics * (groups + 2);
  if (values <= MOST_VALUES) return;
  const fitting = Math.floor(MOST_VALUES / points / statistics) - 2;
  const fix =
    fitting > 0
      ? `ask for at most ${fitting} groups, fewer statistics or a larger step`
      : 'ask for fewer statistics or a larger step';
  throw parameterProblem(
    'groups',
    `${points} points of ${statistics} statistics in ${groups} groups, their sum and the others make ${values} values, at ` +
      `most ${MOST_VALUES} are answered; ${fix}`,
  );
}
