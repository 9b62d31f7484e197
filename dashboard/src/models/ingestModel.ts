import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals';
import type { ApiClient, Question } from '@paceline/query-api/client';
import type { Ledger, StoredNotice } from '@paceline/query-api/responses';
import type { Clock } from './clock.ts';
import { createCoalescer } from './coalescer.ts';
import { createLoader, type Loadable } from './loadable.ts';

/** The line that is always shown is brought up to date at most this often, in milliseconds. */
export const LINE_EVERY_MS = 10_000;
/** The opened ledger is brought up to date at most this often, in milliseconds. */
export const LEDGER_EVERY_MS = 1000;
/** The opened ledger is asked for this often without news: what waits grows while nothing is stored. */
export const WITHOUT_NEWS_MS = 5000;

interface IngestDeps {
  readonly api: Pick<ApiClient, 'ask'>;
  readonly clock: Clock;
  readonly app: ReadonlySignal<string | null>;
  /** Who is signed in; `null` for nobody. */
  readonly session: ReadonlySignal<object | null>;
  /** Whether anybody can see the page. */
  readonly isVisible: () => boolean;
  /** Whether the user stopped updates. */
  readonly isPaused: () => boolean;
}

export interface IngestModel {
  readonly ledger: ReadonlySignal<Loadable<Ledger>>;
  /** Whether the API keeps a ledger; one that knows no queue does not. */
  readonly isThere: ReadonlySignal<boolean>;
  /** When the newest event was stored, by the page's clock; `null` when nothing was, or when it is not known. */
  readonly storedAtMs: ReadonlySignal<number | null>;
  /** Whether the whole ledger is shown. */
  readonly isOpen: ReadonlySignal<boolean>;
  open(): void;
  close(): void;
  /** Something of the app was stored, or it is time to ask. */
  hear(notice?: StoredNotice): void;
  /** Asks now. */
  refresh(): void;
  /** Ends updates and timers. */
  dispose(): void;
}

/** What became of the events of the shown app: rarely asked for a line about it, often while it is opened. */
export function createIngestModel(deps: IngestDeps): IngestModel {
  const { api, clock, app, session } = deps;
  const loader = createLoader({
    ask: (question: Question<'ledger'>, signal) => api.ask('ledger', question, signal),
    clock,
  });
  const isOpen = signal(false);
  const heard = signal<StoredNotice | null>(null);
  const isThere = computed(() => {
    const { failure } = loader.state.value;
    return !(failure?.reason === 'refused' && failure.status === 404);
  });

  const load = (): Promise<void> =>
    app.value === null || session.value === null || !deps.isVisible()
      ? Promise.resolve()
      : loader.load({ app: app.value });
  const loadAgain = () => (isThere.value ? load() : Promise.resolve());
  const line = createCoalescer({ run: loadAgain, everyMs: LINE_EVERY_MS, clock });
  const whole = createCoalescer({ run: loadAgain, everyMs: LEDGER_EVERY_MS, clock });
  const request = () => {
    if (deps.isVisible()) (isOpen.value ? whole : line).request();
  };

  let cancelAsking: (() => void) | undefined;
  function askWithoutNews() {
    cancelAsking = clock.after(WITHOUT_NEWS_MS, () => {
      if (!deps.isPaused()) request();
      askWithoutNews();
    });
  }
  function close() {
    cancelAsking?.();
    whole.stop();
    isOpen.value = false;
  }

  let shownApp: string | null = null;
  const endEffect = effect(() => {
    const next = app.value;
    if (session.value === null) {
      untracked(() => {
        close();
        loader.reset();
      });
      shownApp = null;
    } else if (next !== null && next !== shownApp) {
      // Somebody waits for another app's ledger; the first comes with whatever else the page asks for.
      const isSwitch = shownApp !== null;
      shownApp = next;
      untracked(() => (isSwitch ? void load() : line.request()));
    }
  });

  return {
    ledger: loader.state,
    isThere,
    isOpen,
    // Ages are told by the server's clocks, which the page's own may differ from.
    storedAtMs: computed(() => {
      const { value, loadedAtMs } = loader.state.value;
      if (value === null || loadedAtMs === null) return null;
      const { newestStoredAt, newestStoredAgeMs } = value;
      if (newestStoredAt === null || newestStoredAgeMs === null) return null;
      const notice = heard.value;
      const since = notice?.app === value.app ? notice.newestStoredAt - Date.parse(newestStoredAt) : 0;
      return loadedAtMs - newestStoredAgeMs + Math.max(0, since);
    }),
    open: () => {
      if (isOpen.value || !isThere.value) return;
      isOpen.value = true;
      request();
      askWithoutNews();
    },
    close,
    hear: (notice) => {
      if (notice !== undefined) heard.value = notice;
      request();
    },
    refresh: () => void load(),
    dispose: () => {
      endEffect();
      line.stop();
      close();
    },
  };
}
