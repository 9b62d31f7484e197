import type { Budget } from '@paceline/budgets';
import type { Retention, Storage } from '@paceline/storage';
import { Problem } from './problem.ts';
import type { SharedQueries } from './queries/shareQueries.ts';

/** What the routes need. */
export interface ApiDeps {
  readonly storage: Storage;
  /** The storage's heavy questions, each run once at a time. */
  readonly queries: SharedQueries;
  readonly apps: readonly { readonly name: string }[];
  readonly budgets: readonly Budget[];
  readonly retention: Retention;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * The configured app of a name.
 *
 * @throws {Problem} 404 naming the apps there are
 */
export function knownApp(apps: ApiDeps['apps'], name: string): string {
  if (apps.some((app) => app.name === name)) return name;
  const known = apps.map((app) => app.name).join(', ');
  throw new Problem(404, {
    detail: `There is no app ${JSON.stringify(name)}. ${known === '' ? 'None is configured.' : `There are: ${known}.`}`,
    problems: [{ parameter: 'app', detail: 'not configured' }],
  });
}
