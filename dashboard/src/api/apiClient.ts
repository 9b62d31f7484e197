import type { SignedIn } from '@paceline/query-api/responses';
import { guarded, LONGEST_ANSWER_MS, sendRequest, type ApiResult } from './sendRequest.ts';

export type { ApiFailure, ApiResult } from './sendRequest.ts';

export type Query = Readonly<Record<string, string | null | undefined>>;

export interface ApiClient {
  /** Reads one resource; its shape is the API's word, as both are built from one commit. */
  get<T>(path: string, query: Query, signal?: AbortSignal): Promise<ApiResult<T>>;
  /** Opens a stream of server-sent events. */
  open(path: string, signal: AbortSignal): Promise<ApiResult<ReadableStream<Uint8Array>>>;
}

interface ClientOptions {
  readonly fetch: typeof fetch;
  readonly session: () => SignedIn | null;
  /** Called at every `401`, with the session that was refused. */
  readonly onUnauthorized: (session: SignedIn) => void;
}

/** Reads the query API for who is signed in. */
export function createApiClient({ fetch, session, onUnauthorized }: ClientOptions): ApiClient {
  async function request(
    path: string,
    accept: string,
    signal: AbortSignal | undefined,
  ): Promise<ApiResult<Response>> {
    const used = session();
    const result = await sendRequest(fetch, path, { headers: { accept }, ...(signal && { signal }) });
    if (!result.ok && result.failure.reason === 'unauthorized' && used !== null) onUnauthorized(used);
    return result;
  }

  return {
    get: <T>(path: string, query: Query, signal?: AbortSignal) =>
      guarded<T>(signal, async () => {
        const patience = AbortSignal.timeout(LONGEST_ANSWER_MS);
        const ended = signal === undefined ? patience : AbortSignal.any([signal, patience]);
        const result = await request(`${path}${toSearch(query)}`, 'application/json', ended);
        return result.ok ? { ok: true, value: (await result.value.json()) as T } : result;
      }),
    open: (path, signal) =>
      guarded(signal, async () => {
        const result = await request(path, 'text/event-stream', signal);
        if (!result.ok) return result;
        const { body } = result.value;
        return body === null ? { ok: false, failure: { reason: 'unreachable' } } : { ok: true, value: body };
      }),
  };
}

/** A query as `?a=b`; what is `null`, undefined or empty is left out. */
export function toSearch(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, value);
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
