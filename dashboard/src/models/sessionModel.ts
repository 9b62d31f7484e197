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
}

export interface SessionModel {
  /** The API token; `null` when nobody is signed in. */
  readonly token: ReadonlySignal<string | null>;
  /** Whether the last token was refused by the API. */
  readonly rejected: ReadonlySignal<boolean>;
  signIn(token: string, remember: boolean): void;
  signOut(): void;
  /** The API refused the token: forget it and ask again. */
  reject(): void;
}

/**
 * Who looks. A token in the address (`#token=…`, as `npm start` prints it) is taken over and removed
 * from the address bar and the history at once.
 */
export function createSessionModel({ location, history, tabStore, lastingStore }: SessionDeps): SessionModel {
  const fragment = new URLSearchParams(location.hash.replace(/^#/, ''));
  const given = fragment.get('token');
  if (given !== null) {
    fragment.delete('token');
    const rest = fragment.toString();
    history.replaceState(null, '', `${location.pathname}${location.search}${rest === '' ? '' : `#${rest}`}`);
    if (given !== '') write(tabStore, given);
  }
  const token = signal(read(tabStore) ?? read(lastingStore));
  const rejected = signal(false);

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
    reject: () => {
      if (token.value === null) return;
      forget();
      rejected.value = true;
    },
  };
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
