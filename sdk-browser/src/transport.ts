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

/** Sends batches to `url`, and what failed again, with growing pauses or those that the collector asks for. */
export function createTransport(url: string, store: UnsentStore): Transport {
  let failures = 0;
  /** On the page's own clock, which no one can set back. */
  let pausedUntil = 0;
  let keepaliveBytes = 0;
  let resending = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const paused = (): boolean => performance.now() < pausedUntil || !navigator.onLine;

  const pause = (seconds = 0): void => {
    const ms = seconds
      ? Math.min(seconds * 1000, MAX_RETRY_AFTER_MS)
      : Math.min(1000 * 2 ** failures++, MAX_BACKOFF_MS) * (0.5 + Math.random() / 2);
    pausedUntil = performance.now() + ms;
    clearTimeout(timer);
    timer = setTimeout(() => void resend(), ms + 1);
  };

  /** Whether the batch must be sent again: it was neither taken nor refused for good. */
  const attempt = async (batch: Batch): Promise<boolean> => {
    if (paused()) return true;
    const body = JSON.stringify({ ...batch, sentAt: Date.now() });
    const bytes = byteLength(body);
    const hidden = document.hidden;
    if (keepaliveBytes + bytes > MAX_KEEPALIVE_BYTES || (hidden && !('keepalive' in Request.prototype)))
      return !(hidden && navigator.sendBeacon(url, body));
    keepaliveBytes += bytes;
    try {
      const { status, headers } = await fetch(url, {
        method: 'POST',
        // A string is sent as text/plain, which needs no preflight.
        body,
        keepalive: true,
        credentials: 'omit',
        // It would tell the page's query.
        referrerPolicy: 'no-referrer',
      });
      if (status < 500 && status !== 429 && status !== 408) {
        failures = 0;
        return false;
      }
      pause(+(headers.get('retry-after') ?? 0));
    } catch {
      pause();
    } finally {
      keepaliveBytes -= bytes;
    }
    return true;
  };

  const send = async (batch: Batch): Promise<void> => {
    try {
      const again = await attempt(batch);
      store.put(batch, again);
      if (!again) void resend();
    } catch {
      // Without what is needed to send there is nothing left to try.
    }
  };

  const resend = async (): Promise<void> => {
    if (resending) return;
    resending = true;
    for (const batch of store.batches()) if (!paused()) await send(batch);
    resending = false;
  };

  return { send, resend, stop: () => clearTimeout(timer) };
}
