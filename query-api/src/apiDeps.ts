import type { Budget } from '@paceline/budgets';
import type { Retention, Storage } from '@paceline/storage';
import type { SharedQueries } from './queries/shareQueries.ts';

/** What the routes need. The apps there are is for the caller to say: see `c.var.apps`. */
export interface ApiDeps {
  readonly storage: Storage;
  /** The storage's heavy questions, each run once at a time. */
  readonly queries: SharedQueries;
  /** Forgets what is kept of an app. To be called after something of it was deleted. */
  readonly forget: (app: string) => void;
  readonly budgets: readonly Budget[];
  readonly retention: Retention;
  /** Epoch milliseconds. */
  readonly now: () => number;
}
