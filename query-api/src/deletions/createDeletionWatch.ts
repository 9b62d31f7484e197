import type { Deletion, Storage } from '@paceline/storage';
import type { Logger } from 'pino';

/** How long whoever asks for a deletion waits for it, at most. */
export const ANSWER_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 100;
/** Between looks at a deletion that nobody waits for. */
const LOOK_LATER_MS = 2_000;

interface WatchDeps {
  readonly storage: Pick<Storage, 'loadDeletions' | 'finishDeletion'>;
  /** Forgets what is kept of an app. */
  readonly forget: (app: string) => void;
  readonly log: Logger;
}

export interface DeletionWatch {
  /**
   * How far a deletion is, once it is finished or {@link ANSWER_WITHIN_MS} have passed. It is watched further after that, so that
   * nobody is answered from what was kept before it.
   */
  watch(deletion: Pick<Deletion, 'app' | 'id'>): Promise<Deletion>;
  /** Writes down that a deletion is finished, when nobody has seen that yet, and forgets what is kept of its app. */
  settle(deletion: Deletion): Promise<Deletion>;
  /** Watches nothing any more. */
  end(): void;
}

export function createDeletionWatch({ storage, forget, log }: WatchDeps): DeletionWatch {
  const ended = new AbortController();

  async function load({ app, id }: Pick<Deletion, 'app' | 'id'>): Promise<Deletion> {
    const [deletion] = await storage.loadDeletions({ app, id, limit: 1 });
    if (deletion === undefined) throw new Error(`The deletion ${id} is not on record`);
    return deletion;
  }

  async function settle(deletion: Deletion): Promise<Deletion> {
    if (deletion.state !== 'finished' || deletion.finishedAt !== null) return deletion;
    await storage.finishDeletion(deletion);
    forget(deletion.app);
    return load(deletion);
  }

  /** Looks until it is finished, or the time is over. */
  async function look(
    asked: Pick<Deletion, 'app' | 'id'>,
    { everyMs, withinMs }: { readonly everyMs: number; readonly withinMs: number },
  ): Promise<Deletion> {
    const deadline = performance.now() + withinMs;
    for (;;) {
      const deletion = await load(asked);
      if (deletion.state !== 'running' || performance.now() >= deadline) return settle(deletion);
      await pause(everyMs, ended.signal);
    }
  }

  /** Goes on until it is finished, whatever fails. */
  async function lookOn(asked: Pick<Deletion, 'app' | 'id'>): Promise<void> {
    while (!ended.signal.aborted) {
      await pause(LOOK_LATER_MS, ended.signal);
      try {
        const { state } = await look(asked, { everyMs: LOOK_LATER_MS, withinMs: Number.POSITIVE_INFINITY });
        if (state !== 'running') return;
      } catch (error) {
        if (!ended.signal.aborted) log.warn({ err: error, ...asked }, 'a deletion cannot be watched');
      }
    }
  }

  return {
    async watch(asked) {
      const deletion = await look(asked, { everyMs: LOOK_EVERY_MS, withinMs: ANSWER_WITHIN_MS });
      if (deletion.state === 'running') void lookOn({ app: asked.app, id: asked.id });
      return deletion;
    },
    settle,
    end: () => ended.abort(new Error('the API is closing')),
  };
}

/** Rejects when the signal aborts. A pause keeps no process alive. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms).unref();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
