import type { ApiClient, ApiResult } from '@paceline/query-api/client';
import type { SignedIn } from '@paceline/query-api/responses';

/** Signs in and out. What the browser keeps is a cookie that no script can read. */
export interface SessionClient {
  /** Who is signed in by the browser's cookie; `unauthorized` for nobody. */
  read(): Promise<ApiResult<SignedIn>>;
  /** Exchanges a token for a session; `unauthorized` when it is wrong. */
  begin(token: string, remember: boolean): Promise<ApiResult<SignedIn>>;
  end(): Promise<ApiResult<null>>;
}

export function createSessionClient({ ask }: Pick<ApiClient, 'ask'>): SessionClient {
  return {
    read: () => ask('session', {}),
    begin: (token, remember) => ask('signIn', { body: { token, remember } }),
    end: () => ask('signOut', {}),
  };
}
