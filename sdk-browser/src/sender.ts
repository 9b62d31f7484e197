import type { Batch } from '@paceline/protocol';
import {
  COMPRESS_AT_LENGTH,
  MAX_BACKOFF_MS,
  MAX_BATCH_BYTES,
  MAX_RETRY_AFTER_MS,
  MAX_UNSENT_BATCHES,
} from './limits.ts';
import { byteLength } from './byteLength.ts';
import { guarded } from './guarded.ts';
import { randomId } from './randomId.ts';
import { hasConsent, ingestUrl, settings } from './settings.ts';

let lost = 0;

/** A batch, but for the time of its sending. */
export type UnsentBatch = Omit<Batch, 'sentAt'>;

let kept: UnsentBatch[] = [];
let failures = 0;
/** On the page's own clock, which no one can set back. */
let pausedUntil = 0;
/** Batches on their way. */
let sending = 0;

const item = (): string => `paceline:${settings.key}`;

/** Batches that wait, in the tab: in memory, and where allowed in `sessionStorage`. */
const readKept = (): UnsentBatch[] => {
  // A page that is being left may still write while the next one already reads.
  // No storage, nothing in it, or nothing of ours: what is in memory has to do.
  guarded(() => (kept = [...(JSON.parse(sessionStorage[item()]) as UnsentBatch[])]))();
  return kept;
};

/** Forgets what was kept, and takes it off the device. */
export const forgetKept = (): void => {
  kept = [];
  delete sessionStorage[item()];
};

const isPaused = (): boolean => performance.now() < pausedUntil || !navigator.onLine || !hasConsent;

/** Pauses for the `seconds` of a `Retry-After`, else longer from failure to failure. */
const pause = (seconds?: string | null): void => {
  const ms =
    Math.min(+seconds! * 1000, MAX_RETRY_AFTER_MS) || Math.min(2 ** failures++ * 1000, MAX_BACKOFF_MS);
  pausedUntil = performance.now() + ms;
  setTimeout(() => void resend(), ms + 1);
};

const address = (): string => `${ingestUrl()}?key=${encodeURIComponent(settings.key)}`;

/** How any batch is sent. */
const REQUEST = {
  method: 'POST',
  credentials: 'omit',
  // It would tell the page's query.
  referrerPolicy: 'no-referrer',
} as const;

let entrusted: AbortController | undefined;

/** What is entrusted is not sent. */
export const takeBack = (): void => entrusted?.abort();

/** Has the browser send `batch`, in place of what it was entrusted with before, when the page is gone: https://wicg.github.io/pending-beacon/ (where it can). */
export const entrust = (batch: UnsentBatch): void => {
  takeBack();
  entrusted = new AbortController();
  window.fetchLater?.(address(), {
    ...REQUEST,
    body: JSON.stringify({ ...batch, sentAt: Date.now() }),
    signal: entrusted.signal,
  });
};

/** Whether a batch must be sent again: it was neither taken nor refused for good. */
const attempt = async (text: string): Promise<boolean> => {
  let body: string | Blob = text;
  let url = address();
  try {
    // A page that is being left has no time for it.
    if (!document.hidden && text.length > COMPRESS_AT_LENGTH && window.CompressionStream) {
      body = await new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip')), {
        headers: { 'content-type': 'text/plain' },
      }).blob();
      url += '&encoding=gzip';
    }
    const { status, headers } = await fetch(url, { ...REQUEST, body, keepalive: true });
    if (status < 500 && status !== 429 && status !== 408) {
      failures = 0;
      return false;
    }
    pause(headers.get('retry-after'));
  } catch {
    pause();
  }
  return true;
};

/**
 * Sends `batch`, in parts when it is large, or keeps it to be sent later: under the same id, after growing pauses or those that the
 * collector asks for. A batch fits into the 64 KiB that the platform allows to all of a page's requests that may outlive
 * it (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch); one that the browser refuses for others is kept.
 */
export const sendBatch = async (batch: UnsentBatch): Promise<unknown> => {
  const { id, events } = batch;
  // A string is sent as `text/plain`, which needs no preflight.
  const text = JSON.stringify({ ...batch, sentAt: Date.now() });
  const half = events.length >> 1;
  if (byteLength(text) > MAX_BATCH_BYTES)
    // What no request may carry would stop all others.
    return half
      ? Promise.all([
          sendBatch({ ...batch, events: events.slice(half) }),
          sendBatch({ ...batch, events: events.slice(0, half), id: randomId() }),
        ])
      : lost++;
  const keep = (isKept: boolean): void => {
    if (!hasConsent) return;
    const others = readKept().filter((other) => other.id !== id);
    if (isKept && others.push(batch) > MAX_UNSENT_BATCHES && others.shift()) lost++;
    kept = others;
    guarded(() => (sessionStorage[item()] = JSON.stringify(kept)))();
  };
  // While it is compressed, or on its way, the page may be left: the tab's next page can send it too, and the id makes that safe.
  if (!document.hidden) keep(true);
  sending++;
  const again = isPaused() || (await attempt(text));
  sending--;
  keep(again);
  return again || resend();
};

/** How many batches were given up since the last call. */
export const takeLost = (): number => {
  const taken = lost;
  lost = 0;
  return taken;
};

/** Sends what was kept, as far as the collector takes it. */
export const resend = async (): Promise<void> => {
  // What is on its way is among what is kept.
  const [first] = readKept();
  if (!first || sending || isPaused()) return;
  // Which resends the next when it has arrived.
  await sendBatch(first);
};
