/** Why the API gave no answer that can be used. */
export type ApiFailure =
  /** Nobody is signed in, the session has ended, or the token is wrong. */
  | { readonly reason: 'unauthorized' }
  /** No answer at all: the network or the server is gone. */
  | { readonly reason: 'unreachable' }
  /** The page itself gave up, because it wants something else by now. */
  | { readonly reason: 'aborted' }
  | { readonly reason: 'refused'; readonly status: number; readonly title: string };

export type ApiResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ApiFailure };

/** An answer that takes longer counts as none, so that a hung server cannot end the updates. */
export const LONGEST_ANSWER_MS = 20_000;

/** Asks this page's own server, with the cookie of the session, which no script can read. */
export async function sendRequest(
  fetch: typeof globalThis.fetch,
  path: string,
  init: RequestInit,
): Promise<ApiResult<Response>> {
  const response = await fetch(path, { ...init, credentials: 'same-origin' });
  if (response.ok) return { ok: true, value: response };
  if (response.status === 401) return { ok: false, failure: { reason: 'unauthorized' } };
  const title = await problemTitle(response);
  return { ok: false, failure: { reason: 'refused', status: response.status, title } };
}

/** Turns what `fetch` throws into a failure. */
export async function guarded<T>(
  signal: AbortSignal | undefined,
  attempt: () => Promise<ApiResult<T>>,
): Promise<ApiResult<T>> {
  try {
    return await attempt();
  } catch {
    const reason = signal?.aborted === true ? 'aborted' : 'unreachable';
    return { ok: false, failure: { reason } };
  }
}

/** The title and detail of a problem document (RFC 9457), or what the status says. */
async function problemTitle(response: Response): Promise<string> {
  const fallback = response.statusText === '' ? `Status ${response.status}` : response.statusText;
  if (response.headers.get('content-type')?.includes('json') !== true) return fallback;
  const problem: unknown = await response.json().catch(() => null);
  if (typeof problem !== 'object' || problem === null) return fallback;
  const title = 'title' in problem && typeof problem.title === 'string' ? problem.title : fallback;
  return 'detail' in problem && typeof problem.detail === 'string' ? `${title}: ${problem.detail}` : title;
}
