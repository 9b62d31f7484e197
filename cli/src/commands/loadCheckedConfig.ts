import { type Config, formatProblems, loadConfig } from '@paceline/config';
import { FatalError } from '../fatalError.ts';

/**
 * The configuration of this process.
 *
 * @throws {FatalError} with every problem, when it is broken
 */
export async function loadCheckedConfig(): Promise<Config> {
  const result = await loadConfig({ env: process.env, cwd: process.cwd() });
  if (result.ok) return result.config;
  throw new FatalError(`the configuration is broken:\n${formatProblems(result.problems)}`);
}
