/** Why the API gave no answer that can be used. */
export type ApiFailure =
  /** The token is missing, wrong or no longer valid. */
  | { readonly reason: 'unauthorized' }
  /** No answer at all: the network or the server is gone. */
  | { readonly reason: 'unreachable' }
  /** The page itself gave up, because it wants something else by now. */
  | { readonly reason: 'aborted' }
  | { readonly reason: 'refused'; readonly status: number; readonly title: string };

export type ApiResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: ApiFailure };

export type Query = Readonly<Record<string, string | null | undefined>>;

export interface ApiClient {
  /** Reads one resource; its shape is the API's word, as both are built from one commit. */
  get<T>(path: string, query: Query, signal?: AbortSignal): Promise<ApiResult<T>>;
  /** Opens a stream of server-sent events. */
  open(path: string, signal: AbortSignal): Promise<ApiResult<ReadableStream<Uint8Array>>>;
}

/** An answer that takes longer counts as none, so that a hung server cannot end the updates. */
const LONGEST_ANSWER_MS = 20_000;

interface ClientOptions {
  readonly fetch: typeof fetch;
  readonly token: () => string | null;
  /** Called at every `401`, with the token that was refused. */
  readonly onUnauthorized: (token: string) => void;
}

/** Reads the query API with a bearer token. */
export function createApiClient({ fetch, token, onUnauthorized }: ClientOptions): ApiClient {
  async function request(
    path: string,
    accept: string,
    signal: AbortSignal | undefined,
  ): Promise<ApiResult<Response>> {
    const used = token() ?? '';
    const headers = { accept, authorization: `Bearer ${used}` };
    const response = await fetch(path, { headers, credentials: 'omit', ...(signal && { signal }) });
    if (response.ok) return { ok: true, value: response };
    if (response.status === 401) {
      onUnauthorized(used);
      return { ok: false, failure: { reason: 'unauthorized' } };
    }
    const title = await problemTitle(response);
    return { ok: false, failure: { reason: 'refused', status: response.status, title } };
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

/** Turns what `fetch` throws into a failure. */
async function guarded<T>(
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

/** A query as `?a=b`; what is `null`, undefined or empty is left out. */
export function toSearch(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, value);
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
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
