import { signal, type ReadonlySignal } from '@preact/signals';
import { type ApiClient, parseNotice, readEventStream } from '@paceline/query-api/client';
import type { StoredNotice } from '@paceline/query-api/responses';
import type { Clock } from './clock.ts';

/**
 * - `live`: the server says when something was stored;
 * - `polling`: it cannot be heard just now, so the page asks again and again;
 * - `paused`: the user stopped updates.
 */
export type LiveState = 'connecting' | 'live' | 'polling' | 'paused';

/** Time between two questions while the stream is down, in milliseconds. */
export const POLL_EVERY_MS = 2000;
/** Without news the page still asks this often, because time passes: old measurements leave the range. */
export const IDLE_REFRESH_MS = 15_000;
/** A stream that is silent for this long is taken for dead. */
export const SILENCE_MS = 60_000;
/** Waits between attempts to open the stream grow from the first to the longest, in milliseconds. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

interface LiveDeps {
  readonly api: Pick<ApiClient, 'open'>;
  readonly clock: Clock;
  /** Something was stored, or it is time to ask. `notice` is absent when the page asks of itself. */
  readonly onNews: (notice?: StoredNotice) => void;
}

export interface LiveModel {
  readonly state: ReadonlySignal<LiveState>;
  start(): void;
  stop(): void;
  /** Stops or resumes updates by the user's wish. */
  togglePause(): void;
}

/** Hears of new measurements by the server's event stream, and polls while it cannot. */
export function createLiveModel({ api, clock, onNews }: LiveDeps): LiveModel {
  const state = signal<LiveState>('connecting');
  let stopCurrent: (() => void) | undefined;

  function run(): () => void {
    const stopped = new AbortController();
    let failures = 0;
    let cancelAsk: (() => void) | undefined;
    let cancelRetry: (() => void) | undefined;
    state.value = 'connecting';

    const askRegularly = () => {
      cancelAsk?.();
      cancelAsk = clock.after(state.value === 'live' ? IDLE_REFRESH_MS : POLL_EVERY_MS, () => {
        onNews();
        askRegularly();
      });
    };

    async function listen(): Promise<void> {
      const connection = new AbortController();
      const end = () => connection.abort();
      stopped.signal.addEventListener('abort', end);
      let cancelSilence = clock.after(SILENCE_MS, end);
      const hear = () => {
        cancelSilence();
        cancelSilence = clock.after(SILENCE_MS, end);
      };
      try {
        const opened = await api.open('live', {}, connection.signal);
        if (!opened.ok) return;
        failures = 0;
        state.value = 'live';
        // What was stored while nobody listened.
        onNews();
        askRegularly();
        for await (const event of readEventStream(opened.value, hear)) {
          const notice = parseNotice(event);
          if (notice !== undefined) onNews(notice);
        }
      } catch {
        // A stream that breaks is opened again below.
      } finally {
        cancelSilence();
        stopped.signal.removeEventListener('abort', end);
      }
    }

    async function connect(): Promise<void> {
      await listen();
      if (stopped.signal.aborted) return;
      state.value = 'polling';
      askRegularly();
      const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
      failures += 1;
      cancelRetry = clock.after(waitMs, () => void connect());
    }

    askRegularly();
    void connect();
    return () => {
      stopped.abort();
      cancelAsk?.();
      cancelRetry?.();
    };
  }

  const stop = () => {
    stopCurrent?.();
    stopCurrent = undefined;
  };
  const start = () => {
    stop();
    stopCurrent = run();
  };

  return {
    state,
    start,
    stop,
    togglePause: () => {
      if (state.value === 'paused') {
        start();
        onNews();
      } else {
        stop();
        state.value = 'paused';
      }
    },
  };
}
