import { parameterProblem } from '../problem.ts';

/**
 * A target in the unit of its metric; `undefined` when it is empty or absent.
 *
 * @throws {Problem} 400 naming `target`
 */
export function parseTarget(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,15}(\.\d{1,9})?$/.test(text)) return Number(text);
  throw parameterProblem('target', 'must be a number of at least 0 in the unit of the metric, as 200 or 0.1');
}
