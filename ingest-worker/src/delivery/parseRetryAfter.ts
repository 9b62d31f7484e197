/** No receiver can put an alert off for longer than this. */
export const LONGEST_RETRY_AFTER_MS = 60 * 60 * 1000;

/**
 * A `Retry-After` header (seconds, or an HTTP date) as milliseconds from `now`, at most
 * {@link LONGEST_RETRY_AFTER_MS}; `undefined` when there is none or it says nothing.
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : parseHttpDate(text) - now;
  if (Number.isNaN(ms)) return undefined;
  return Math.min(Math.max(0, ms), LONGEST_RETRY_AFTER_MS);
}

/** Begins with the name of a day; `Date.parse` alone would take `-5` for a date. */
function parseHttpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
}
