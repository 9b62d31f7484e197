import { MAX_BACKOFF_MS, MAX_RETRY_AFTER_MS } from '../limits.ts';

/**
 * Milliseconds to wait after `failures` failed tries in a row (1 and up): doubling from `baseMs`
 * up to a minute, of which a random half is taken away, so that many senders do not come back at once.
 *
 * @param random From 0 to 1.
 */
export function backoffMs(failures: number, baseMs: number, random: number): number {
  const full = Math.min(MAX_BACKOFF_MS, baseMs * 2 ** Math.min(30, failures - 1));
  return full * (1 - random / 2);
}

/**
 * Milliseconds that a `Retry-After` header asks for, in seconds or as a date, at most ten minutes;
 * `null` when it asks for nothing that can be understood.
 *
 * @param now Epoch milliseconds.
 */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.min(MAX_RETRY_AFTER_MS, Math.max(0, ms)) : null;
}
