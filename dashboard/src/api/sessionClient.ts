import type { SignedIn } from '@paceline/query-api/responses';
import { guarded, LONGEST_ANSWER_MS, sendRequest, type ApiResult } from './sendRequest.ts';

const PATH = '/api/v1/session';

/** Signs in and out. What the browser keeps is a cookie that no script can read. */
export interface SessionClient {
  /** Who is signed in by the browser's cookie; `unauthorized` for nobody. */
  read(): Promise<ApiResult<SignedIn>>;
  /** Exchanges a token for a session; `unauthorized` when it is wrong. */
  begin(token: string, remember: boolean): Promise<ApiResult<SignedIn>>;
  end(): Promise<ApiResult<null>>;
}

export function createSessionClient({ fetch }: { readonly fetch: typeof globalThis.fetch }): SessionClient {
  const ask = (init: RequestInit): Promise<ApiResult<Response>> =>
    sendRequest(fetch, PATH, { ...init, signal: AbortSignal.timeout(LONGEST_ANSWER_MS) });
  const askWho = (init: RequestInit): Promise<ApiResult<SignedIn>> =>
    guarded(undefined, async () => {
      const result = await ask(init);
      return result.ok ? { ok: true, value: (await result.value.json()) as SignedIn } : result;
    });

  return {
    read: () => askWho({ headers: { accept: 'application/json' } }),
    begin: (token, remember) =>
      askWho({
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json' },
        body: JSON.stringify({ token, remember }),
      }),
    end: () =>
      guarded<null>(undefined, async () => {
        const result = await ask({ method: 'DELETE' });
        return result.ok ? { ok: true, value: null } : result;
      }),
  };
}
