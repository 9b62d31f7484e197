/** The time that a page shows: up to now, or between two moments. */
export type TimeRange =
  | { readonly kind: 'last'; readonly seconds: number }
  | { readonly kind: 'between'; readonly fromMs: number; readonly toMs: number };

/** Ranges offered as buttons, with their name in the address. */
export const OFFERED_RANGES = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;

export const DEFAULT_RANGE: TimeRange = { kind: 'last', seconds: 3600 };

const SECONDS_OF = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const SHORTEST_SECONDS = 60;
const LONGEST_SECONDS = 400 * SECONDS_OF.d;

/** The range of `90m`, `6h` or `7d`; undefined when the text is none, or is out of bounds. */
export function parseRange(text: string): TimeRange | undefined {
  const [, amount, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (amount === undefined || !isUnit(unit)) return undefined;
  const seconds = Number(amount) * SECONDS_OF[unit];
  return seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS ? { kind: 'last', seconds } : undefined;
}

/** The range between two moments as the address names them (ISO 8601); undefined when they are none. */
export function parseBetween(from: string | null, to: string | null): TimeRange | undefined {
  if (from === null || to === null) return undefined;
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  return toMs - fromMs >= 1000 ? { kind: 'between', fromMs, toMs } : undefined;
}

/** The shortest name of a length of time: `90m`, `6h`, `7d`. Days only from two on, as `24h` is the usual name. */
export function rangeName(seconds: number): string {
  if (seconds % SECONDS_OF.d === 0 && seconds > SECONDS_OF.d) return `${seconds / SECONDS_OF.d}d`;
  if (seconds % SECONDS_OF.h === 0) return `${seconds / SECONDS_OF.h}h`;
  if (seconds % SECONDS_OF.m === 0) return `${seconds / SECONDS_OF.m}m`;
  return `${seconds}s`;
}

/** The range as the API takes it; times up to now are reckoned by the API's clock, not the page's. */
export function toRangeQuery(range: TimeRange): { from: string; to: string } {
  return range.kind === 'last'
    ? { from: `now-${rangeName(range.seconds)}`, to: 'now' }
    : { from: new Date(range.fromMs).toISOString(), to: new Date(range.toMs).toISOString() };
}

function isUnit(unit: string | undefined): unit is keyof typeof SECONDS_OF {
  return unit !== undefined && unit in SECONDS_OF;
}
