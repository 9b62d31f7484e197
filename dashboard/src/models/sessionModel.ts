import { signal, type ReadonlySignal } from '@preact/signals';
import type { ApiFailure } from '@paceline/query-api/client';
import type { SignedIn } from '@paceline/query-api/responses';
import type { SessionClient } from '../api/sessionClient.ts';

/** Where versions without sessions kept the token. */
const OLD_STORAGE_KEY = 'paceline.token';

type Store = Pick<Storage, 'getItem' | 'removeItem'>;

interface SessionDeps {
  readonly client: SessionClient;
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  /** Stores that an earlier version may have kept a token in: for the tab, and until signing out. */
  readonly oldStores: { readonly tab: Store; readonly lasting: Store };
  /** Calls back when the fragment of the address changes while the page is open. */
  readonly onFragment: (run: () => void) => void;
}

/** What went wrong with signing in or out. */
export type SessionProblem =
  | { readonly reason: 'wrong-token' }
  /** The session is over: it was not used for long, or its token was changed. */
  | { readonly reason: 'ended' }
  /** Signing in failed, and not for the token. */
  | { readonly reason: 'failed'; readonly failure: ApiFailure }
  /** The browser could not be signed out, and is still signed in when the page is opened again. */
  | { readonly reason: 'not-ended' };

export interface SessionModel {
  /** Who is signed in; another object for each time that somebody signs in, `null` for nobody. */
  readonly current: ReadonlySignal<SignedIn | null>;
  /** Whether it is not known yet if somebody is. */
  readonly isChecking: ReadonlySignal<boolean>;
  readonly problem: ReadonlySignal<SessionProblem | null>;
  /** Exchanges a token for a session; settled when {@link current} or {@link problem} tells. */
  signIn(token: string, remember: boolean): Promise<void>;
  signOut(): Promise<void>;
  /** The API refused `session`: nobody is signed in, unless somebody else is by now. */
  reject(session: SignedIn): void;
}

/**
 * Who looks. A token is exchanged for a session, and never kept: not the one that is typed, nor the one in the address
 * (`#token=…`, as `npm start` prints it), which is removed from the address bar and the history at once, nor one that an earlier
 * version of the page kept.
 */
export function createSessionModel(deps: SessionDeps): SessionModel {
  const { client, oldStores } = deps;
  const current = signal<SignedIn | null>(null);
  const isChecking = signal(true);
  const problem = signal<SessionProblem | null>(null);
  /** Tells the newest attempt from those that it overtook. */
  let newest = 0;

  function settle(session: SignedIn | null, because: SessionProblem | null): void {
    isChecking.value = false;
    problem.value = because;
    current.value = session;
  }

  async function exchange(token: string, remember: boolean): Promise<void> {
    const attempt = (newest += 1);
    const result = await client.begin(token, remember);
    // Only a server that did not answer leaves hope for a token that was kept.
    if (result.ok || result.failure.reason === 'unauthorized') forgetOldTokens();
    if (attempt !== newest) return;
    if (result.ok) settle(result.value, null);
    else if (result.failure.reason === 'unauthorized') settle(null, { reason: 'wrong-token' });
    else settle(null, { reason: 'failed', failure: result.failure });
  }

  async function look(): Promise<void> {
    const attempt = (newest += 1);
    const result = await client.read();
    if (attempt !== newest) return;
    if (result.ok) settle(result.value, null);
    else if (result.failure.reason === 'unauthorized') settle(null, null);
    else settle(null, { reason: 'failed', failure: result.failure });
  }

  function forgetOldTokens(): void {
    for (const store of [oldStores.tab, oldStores.lasting]) store.removeItem(OLD_STORAGE_KEY);
  }

  const given = takeFromFragment(deps);
  const ofTab = oldStores.tab.getItem(OLD_STORAGE_KEY) ?? '';
  const lasting = oldStores.lasting.getItem(OLD_STORAGE_KEY) ?? '';
  if (given !== null) void exchange(given, false);
  else if (ofTab !== '') void exchange(ofTab, false);
  else if (lasting !== '') void exchange(lasting, true);
  else void look();
  deps.onFragment(() => {
    const token = takeFromFragment(deps);
    if (token !== null) void exchange(token, false);
  });

  return {
    current,
    isChecking,
    problem,
    signIn: exchange,
    signOut: async () => {
      const attempt = (newest += 1);
      settle(null, null);
      forgetOldTokens();
      const result = await client.end();
      if (!result.ok && attempt === newest) problem.value = { reason: 'not-ended' };
    },
    reject: (session) => {
      if (current.value === session) settle(null, { reason: 'ended' });
    },
  };
}

/** Takes a token out of the address; `null` when the address has none. */
function takeFromFragment({ location, history }: SessionDeps): string | null {
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
  const given = fragment.get('token');
  if (given === null) return null;
  fragment.delete('token');
  const rest = fragment.toString();
  history.replaceState(null, '', `${location.pathname}${location.search}${rest === '' ? '' : `#${rest}`}`);
  return given === '' ? null : given;
}
