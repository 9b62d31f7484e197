import type { Contract } from './contract.ts';
import { ENDPOINTS, type EndpointName } from './endpoints.ts';

/** Why the API gave no answer that can be used. */
export type ApiFailure =
  /** The token is missing or wrong, or the session has ended. */
  | { readonly reason: 'unauthorized' }
  /** No answer at all: the network or the server is gone, or too slow. */
  | { readonly reason: 'unreachable' }
  /** The caller gave up. */
  | { readonly reason: 'aborted' }
  /** `title` says what is wrong, and what to do about it. */
  | { readonly reason: 'refused'; readonly status: number; readonly title: string };

export type ApiResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly failure: ApiFailure };

/** Endpoints that answer JSON, or nothing. */
export type AskedName = {
  [Name in EndpointName]: Contract[Name] extends { answer: unknown } ? Name : never;
}[EndpointName];

/** Endpoints that answer with a stream of bytes. */
export type OpenedName = Exclude<EndpointName, AskedName>;

/**
 * Parameters of the query and of the path, and the body where there is one. A parameter that may be left out may also be
 * `null`, or the empty text.
 */
export type Question<Name extends EndpointName> = {
  readonly [Key in keyof Contract[Name]['question']]:
    | Contract[Name]['question'][Key]
    | (undefined extends Contract[Name]['question'][Key] ? null : never);
} & (Contract[Name] extends { body: infer Body } ? { readonly body: Body } : unknown);

export type Answer<Name extends AskedName> = Contract[Name]['answer'];

/** The query API, with the types of its own description. */
export interface ApiClient {
  /** What an endpoint answers; its shape is the API's word, as client and API are built from one commit. */
  ask<Name extends AskedName>(
    name: Name,
    question: Question<Name>,
    signal?: AbortSignal,
  ): Promise<ApiResult<Answer<Name>>>;
  /** A stream of bytes, for as long as it takes. Server-sent events are read by `readEventStream`. */
  open<Name extends OpenedName>(
    name: Name,
    question: Question<Name>,
    signal?: AbortSignal,
  ): Promise<ApiResult<ReadableStream<Uint8Array>>>;
}

export interface ApiClientOptions {
  readonly fetch: typeof fetch;
  /** Address of Paceline, without a slash at its end. Default: the page's own. */
  readonly origin?: string;
  /** Sent as a bearer token. Absent: the browser's session, which no script can read. */
  readonly token?: string;
  /** An answer that takes longer counts as none, so that a hung server cannot end the updates. Default 20 seconds. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 20_000;

export function createApiClient({
  fetch,
  origin = '',
  token,
  patienceMs = PATIENCE_MS,
}: ApiClientOptions): ApiClient {
  async function send(
    name: EndpointName,
    question: object,
    accept: string,
    signal: AbortSignal | undefined,
  ): Promise<ApiResult<Response>> {
    const { body, ...parameters }: { readonly body?: unknown } = question;
    const response = await fetch(origin + toAddress(name, parameters), {
      method: ENDPOINTS[name].method.toUpperCase(),
      headers: {
        accept,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      credentials: token === undefined ? 'same-origin' : 'omit',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    if (response.ok) return { ok: true, value: response };
    if (response.status === 401) return failed({ reason: 'unauthorized' });
    return failed({ reason: 'refused', status: response.status, title: await problemTitle(response) });
  }

  return {
    ask: (name, question, signal) =>
      guarded(signal, async () => {
        const patience = AbortSignal.timeout(patienceMs);
        const ended = signal === undefined ? patience : AbortSignal.any([signal, patience]);
        const result = await send(name, question, 'application/json', ended);
        if (!result.ok) return result;
        const answer: unknown = result.value.status === 204 ? null : await result.value.json();
        return { ok: true, value: answer as Answer<typeof name> };
      }),
    open: (name, question, signal) =>
      guarded(signal, async () => {
        const result = await send(name, question, '*/*', signal);
        if (!result.ok) return result;
        const { body } = result.value;
        return body === null ? failed({ reason: 'unreachable' }) : { ok: true, value: body };
      }),
  };
}

/** The address of a question, from the slash on. */
export function toAddress(name: EndpointName, parameters: object): string {
  const rest: Record<string, unknown> = { ...parameters };
  const path = ENDPOINTS[name].path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = String(rest[key]);
    delete rest[key];
    return encodeURIComponent(value);
  });
  return path + toSearch(rest);
}

/** Parameters as `?a=b`; what is `null`, undefined or empty is left out, and a list is given value by value. */
export function toSearch(parameters: object): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of [value].flat()) {
      if (each !== null && each !== undefined && each !== '') search.append(name, each);
    }
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}

/** Turns what `fetch` throws into a failure. */
async function guarded<Value>(
  signal: AbortSignal | undefined,
  attempt: () => Promise<ApiResult<Value>>,
): Promise<ApiResult<Value>> {
  try {
    return await attempt();
  } catch {
    return failed({ reason: signal?.aborted === true ? 'aborted' : 'unreachable' });
  }
}

function failed(failure: ApiFailure): { readonly ok: false; readonly failure: ApiFailure } {
  return { ok: false, failure };
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
