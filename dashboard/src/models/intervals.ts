import type { Series } from '@paceline/query-api/responses';

/** Where the true value lies; an end is `null` when it cannot be told from so few events. */
export interface Interval {
  readonly low: number | null;
  readonly high: number | null;
}

/** An interval that reaches further than this share of its value is worth a look. */
const WIDE_FROM = 0.1;

/** What both ends are missing of is no interval. */
export function knownInterval(interval: Interval | null | undefined): Interval | null {
  if (!interval) return null;
  const { low, high } = interval;
  return low === null && high === null ? null : { low, high };
}

/** The interval of a statistic at a point; `null` where there is none: of what happened (a maximum), and of gaps. */
export function intervalAt(
  { values, low, high }: Pick<Series['series'][number], 'values' | 'low' | 'high'>,
  index: number,
): Interval | null {
  if ((values[index] ?? null) === null) return null;
  return knownInterval({ low: low[index] ?? null, high: high[index] ?? null });
}

/**
 * Whether an interval says something that its value does not: it reaches far, as a share of the value or, near 100%, of what
 * is missing to it.
 */
export function isWide(value: number, { low, high }: Interval, unit: string): boolean {
  if (low === null || high === null) return true;
  const size = unit === 'share' ? Math.min(value, 1 - value) : Math.abs(value);
  return Math.max(value - low, high - value) > size * WIDE_FROM;
}

/** Whether the true value may be on either side of a target. */
export function straddles({ low, high }: Interval, target: number): boolean {
  return (low === null || low <= target) && (high === null || high >= target);
}

/** Statistics of which a point has too few events to build on. */
export function thinAt({ series }: Pick<Series, 'series'>, index: number): readonly string[] {
  return series.filter(({ thin }) => thin[index] === true).map(({ statistic }) => statistic);
}

/** How many of the measured points of a statistic are thin. */
export function countThin({ thin }: Pick<Series['series'][number], 'thin'>): { thin: number; of: number } {
  const known = thin.filter((isThin) => isThin !== null);
  return { thin: known.filter(Boolean).length, of: known.length };
}
