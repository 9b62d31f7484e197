/** What a token may be allowed to do, from the most harmless on. Each route of the query API needs exactly one. */
export const SCOPES = ['read', 'samples', 'export', 'delete'] as const;
export type Scope = (typeof SCOPES)[number];

/** Name of `PACELINE_API_TOKEN`, which has every scope for all apps; no other token may have it. */
export const API_TOKEN_NAME = 'api-token';

/** One sentence on each scope, for people. */
export const SCOPE_MEANINGS: Readonly<Record<Scope, string>> = {
  read: 'Figures: summaries, series, budgets, alerts, the catalogue, live updates and the ledger.',
  samples: 'Single measurements and the texts of errors, which hold whatever an app put there.',
  export: 'All stored rows of an app as files.',
  delete: 'Dropping what is stored of an app or of a visit, for good.',
};
