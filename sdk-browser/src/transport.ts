import type { Batch } from '@paceline/protocol';
import { byteLength } from './byteLength.ts';
import { MAX_BACKOFF_MS, MAX_KEEPALIVE_BYTES, MAX_RETRY_AFTER_MS } from './limits.ts';
import type { UnsentStore } from './unsentStore.ts';

export interface Transport {
  /** Sends `batch`, or keeps it to be sent later. Never rejects. */
  readonly send: (batch: Batch) => Promise<void>;
  /** Sends what was kept, as far as the collector takes it. Never rejects. */
  readonly resend: () => Promise<void>;
  readonly stop: () => void;
}

/** Milliseconds that the answer asks to wait, as seconds or as a date; 0 when it does not say. */
function retryAfterMs(answer: Response): number {
  const value = answer.headers.get('retry-after');
  if (!value) return 0;
  const ms = +value >= 0 ? +value * 1000 : Date.parse(value) - Date.now();
  return Math.min(ms || 0, MAX_RETRY_AFTER_MS);
}

/** Sends batches to `url`, and what failed again, with growing pauses or those that the collector asks for. */
export function createTransport(url: string, store: UnsentStore): Transport {
  let failures = 0;
  /** On the page's own clock, which no one can set back. */
  let pausedUntil = 0;
  let keepaliveBytes = 0;
  let resending = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const paused = (): boolean => performance.now() < pausedUntil || navigator.onLine === false;

  const pause = (askedMs: number): void => {
    const backoffMs = Math.min(MAX_BACKOFF_MS, 1000 * 2 ** failures) * (0.5 + Math.random() / 2);
    const ms = Math.max(askedMs, askedMs ? 0 : backoffMs);
    failures += 1;
    pausedUntil = performance.now() + ms;
    clearTimeout(timer);
    timer = setTimeout(resend, ms + 1);
  };

  /** Whether nothing more is to be done for the batch: it was taken, or refused for good. */
  const attempt = async (batch: Batch): Promise<boolean> => {
    if (paused()) return false;
    const body = JSON.stringify({ ...batch, sentAt: Date.now() });
    const bytes = byteLength(body);
    const keepalive = 'keepalive' in Request.prototype && keepaliveBytes + bytes <= MAX_KEEPALIVE_BYTES;
    if (!keepalive && document.visibilityState === 'hidden') return navigator.sendBeacon(url, body);
    if (keepalive) keepaliveBytes += bytes;
    try {
      // A string is sent as text/plain, which needs no preflight. A referrer would tell the page's query.
      const answer = await fetch(url, {
        method: 'POST',
        body,
        keepalive,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
      });
      if (answer.status === 408 || answer.status === 429 || answer.status >= 500) {
        pause(retryAfterMs(answer));
        return false;
      }
      failures = 0;
      return true;
    } catch {
      pause(0);
      return false;
    } finally {
      if (keepalive) keepaliveBytes -= bytes;
    }
  };

  const send = async (batch: Batch): Promise<void> => {
    try {
      if (await attempt(batch)) store.remove(batch);
      else store.add(batch);
    } catch {
      // Without fetch and storage there is nothing left to try.
    }
  };

  const resend = async (): Promise<void> => {
    if (resending) return;
    resending = true;
    for (const batch of [...store.batches()]) if (!paused()) await send(batch);
    resending = false;
  };

  return { send, resend, stop: () => clearTimeout(timer) };
}
