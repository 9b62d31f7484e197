import { signal, type ReadonlySignal } from '@preact/signals';

const STORAGE_KEY = 'paceline.token';

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

interface SessionDeps {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  /** Forgotten with the tab. */
  readonly tabStore: Store;
  /** Kept until signing out, when the user asked for it. */
  readonly lastingStore: Store;
  /** Calls back when the fragment of the address changes while the page is open. */
  readonly onFragment: (run: () => void) => void;
}

export interface SessionModel {
  /** The API token; `null` when nobody is signed in. */
  readonly token: ReadonlySignal<string | null>;
  /** Whether the last token was refused by the API. */
  readonly rejected: ReadonlySignal<boolean>;
  signIn(token: string, remember: boolean): void;
  signOut(): void;
  /** The API refused `token`: forget it and ask again, unless another one is in use by now. */
  reject(token: string): void;
}

/**
 * Who looks. A token in the address (`#token=…`, as `npm start` prints it) is taken over and removed
 * from the address bar and the history at once.
 */
export function createSessionModel(deps: SessionDeps): SessionModel {
  const { tabStore, lastingStore } = deps;
  const token = signal(takeFromFragment(deps) ?? read(tabStore) ?? read(lastingStore));
  const rejected = signal(false);
  deps.onFragment(() => {
    const given = takeFromFragment(deps);
    if (given === null) return;
    rejected.value = false;
    token.value = given;
  });

  function forget() {
    tabStore.removeItem(STORAGE_KEY);
    lastingStore.removeItem(STORAGE_KEY);
    token.value = null;
  }

  return {
    token,
    rejected,
    signIn: (entered, remember) => {
      write(remember ? lastingStore : tabStore, entered);
      rejected.value = false;
      token.value = entered;
    },
    signOut: () => {
      forget();
      rejected.value = false;
    },
    reject: (refused) => {
      if (token.value !== refused) return;
      forget();
      rejected.value = true;
    },
  };
}

/** Moves a token from the address to the tab's store; `null` when the address has none. */
function takeFromFragment({ location, history, tabStore }: SessionDeps): string | null {
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
  const given = fragment.get('token');
  if (given === null) return null;
  fragment.delete('token');
  const rest = fragment.toString();
  history.replaceState(null, '', `${location.pathname}${location.search}${rest === '' ? '' : `#${rest}`}`);
  if (given === '') return null;
  write(tabStore, given);
  return given;
}

function read(store: Store): string | null {
  const kept = store.getItem(STORAGE_KEY);
  return kept === '' ? null : kept;
}

/** A full or forbidden store costs only the memory of the token, not the session. */
function write(store: Store, token: string): void {
  try {
    store.setItem(STORAGE_KEY, token);
  } catch {
    return;
  }
}
