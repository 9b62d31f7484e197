import { setTimeout as wait } from 'node:timers/promises';

import type { EngineSession } from './engineSession.ts';

const ASK_EVERY_MS = 100;

/**
 * Has a query stopped from outside once its client leaves. Asks again until the watch ends, since
 * the engine does not find a query that it has not begun yet.
 *
 * @param control session that is free to stop a query of another one
 * @returns ends the watch
 */
export function stopWhenGone(control: EngineSession, signal: AbortSignal, tag: string): () => void {
  const over = new AbortController();
  const stop = async () => {
    while (!over.signal.aborted) {
      await control.kill(tag).catch(() => undefined);
      await wait(ASK_EVERY_MS, undefined, { signal: over.signal }).catch(() => undefined);
    }
  };
  const onAbort = () => {
    void stop();
  };
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return () => {
    over.abort();
    signal.removeEventListener('abort', onAbort);
  };
}
