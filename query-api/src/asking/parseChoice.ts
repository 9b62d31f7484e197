import { parameterProblem } from '../problem.ts';

/**
 * One of several words; `usual` when nothing is written.
 *
 * @throws {Problem} 400 naming the parameter and what is allowed
 */
export function parseChoice<Choice extends string>(
  parameter: string,
  written: string | undefined,
  choices: readonly Choice[],
  usual: Choice,
): Choice {
  if (written === undefined || written === '') return usual;
  const found = choices.find((choice) => choice === written);
  if (found !== undefined) return found;
  throw parameterProblem(
    parameter,
    `${JSON.stringify(written.slice(0, 32))} is none; allowed are ${choices.join(', ')}`,
  );
}
