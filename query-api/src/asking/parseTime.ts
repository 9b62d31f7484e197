import { z } from 'zod';

export type ParsedTime =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly reason: string };

/** How times are written, for error messages and the API's description. */
export const TIME_FORMS =
  'ISO 8601 with a zone (2026-01-31T12:00:00Z), epoch seconds or milliseconds, now, or now-90m (s, m, h, d, w)';

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
/** Numbers from here on are milliseconds: as seconds they would lie beyond the year 5000. */
const FIRST_MILLISECONDS = 1e11;
/** ClickHouse counts seconds in 32 bits, which end in 2106. */
const LAST_MS = Date.UTC(2105, 0, 1);

const isoTime = z.iso.datetime({ offset: true });
const isoDate = z.iso.date();

/** A moment as the API's callers write it. `nowMs` is what `now` means, in epoch milliseconds. */
export function parseTime(text: string, nowMs: number): ParsedTime {
  const ms = toMs(text.trim(), nowMs);
  if (ms === undefined) {
    return { ok: false, reason: `${JSON.stringify(text.slice(0, 64))} is no time; write ${TIME_FORMS}` };
  }
  if (!(ms >= 0 && ms < LAST_MS)) return { ok: false, reason: 'lies outside of the years 1970 to 2104' };
  return { ok: true, ms };
}

function toMs(text: string, nowMs: number): number | undefined {
  const [, ago] = /^now(?:-(\d{1,9}[smhdw]))?$/.exec(text) ?? [];
  if (ago !== undefined) return nowMs - Number(ago.slice(0, -1)) * (SECONDS_OF[ago.slice(-1)] ?? 0) * 1000;
  if (text === 'now') return nowMs;
  if (/^\d{1,15}(\.\d{1,9})?$/.test(text)) {
    const number = Number(text);
    return number < FIRST_MILLISECONDS ? number * 1000 : number;
  }
  // A "+" of a zone that was not percent-encoded arrives as a space.
  const iso = text.replace(/ (?=\d\d:\d\d$)/, '+');
  return isoTime.safeParse(iso).success || isoDate.safeParse(iso).success ? Date.parse(iso) : undefined;
}
