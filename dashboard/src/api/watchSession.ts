import type { SignedIn } from '@paceline/query-api/responses';

interface Watched {
  readonly fetch: typeof fetch;
  readonly session: () => SignedIn | null;
  /** Called at every `401`, with the session that was refused. */
  readonly onUnauthorized: (session: SignedIn) => void;
}

/** A `fetch` that tells of a session that the API no longer takes. */
export function watchSession({ fetch, session, onUnauthorized }: Watched): typeof fetch {
  return async (...request) => {
    const used = session();
    const response = await fetch(...request);
    if (response.status === 401 && used !== null) onUnauthorized(used);
    return response;
  };
}
