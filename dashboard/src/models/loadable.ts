import { signal, type ReadonlySignal } from '@preact/signals';
import type { ApiFailure, ApiResult } from '@paceline/query-api/client';
import type { Clock } from './clock.ts';

/** Something that the API answers, as far as it is here. */
export interface Loadable<T> {
  /** Last good answer; `null` before the first, and when the answer to another question failed. */
  readonly value: T | null;
  /** Why the last attempt failed; `null` when it did not. */
  readonly failure: ApiFailure | null;
  /** Whether `value` answers an earlier question than the one asked now. */
  readonly outdated: boolean;
  /** Page's clock at the last good answer. */
  readonly loadedAtMs: number | null;
}

export interface Loader<Asked, T> {
  readonly state: ReadonlySignal<Loadable<T>>;
  /**
   * Asks. An answer to an earlier question that comes later is ignored; the same question, asked
   * while its answer is awaited, is asked once more after it, so that the answer is never older than
   * the asking.
   */
  load(question: Asked): Promise<void>;
  /** Forgets everything. */
  reset(): void;
}

const NOTHING = { value: null, failure: null, outdated: false, loadedAtMs: null } as const;

interface LoaderDeps<Asked, T> {
  readonly ask: (question: Asked, signal: AbortSignal) => Promise<ApiResult<T>>;
  readonly clock: Clock;
}

/** Keeps the newest answer of one endpoint. */
export function createLoader<Asked, T>({ ask: askApi, clock }: LoaderDeps<Asked, T>): Loader<Asked, T> {
  const state = signal<Loadable<T>>(NOTHING);
  let question: string | undefined;
  let abort = new AbortController();
  let running: Promise<void> | undefined;
  let again = false;

  function settle(result: ApiResult<T>): void {
    if (result.ok) {
      state.value = { value: result.value, failure: null, outdated: false, loadedAtMs: clock.now() };
      return;
    }
    const { value, outdated, loadedAtMs } = state.value;
    state.value = { value: outdated ? null : value, failure: result.failure, outdated: false, loadedAtMs };
  }

  async function ask(asked: Asked, { signal }: AbortController): Promise<void> {
    do {
      again = false;
      const result = await askApi(asked, signal);
      if (signal.aborted) return;
      settle(result);
    } while (again);
    running = undefined;
  }

  return {
    state,
    load: (wanted) => {
      const asked = JSON.stringify(wanted);
      if (asked === question && running !== undefined) {
        again = true;
        return running;
      }
      abort.abort();
      abort = new AbortController();
      if (asked !== question && state.value.value !== null) state.value = { ...state.value, outdated: true };
      question = asked;
      again = false;
      running = ask(wanted, abort);
      return running;
    },
    reset: () => {
      abort.abort();
      question = undefined;
      running = undefined;
      state.value = NOTHING;
    },
  };
}
