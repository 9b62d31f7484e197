import type { Measurement } from '@paceline/protocol';

const HOUR = 3_600_000;

/** A range of time as it was asked for, in epoch milliseconds. */
export interface Asked {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the documentation says of ranges: rounded outwards to 10 seconds up to 6 hours, to minutes up to 7 days, then to hours. */
export function covered({ fromMs, toMs }: Asked): Asked {
  const width = toMs - fromMs <= 6 * HOUR ? 10_000 : toMs - fromMs <= 168 * HOUR ? 60_000 : HOUR;
  return roundedTo(width, { fromMs, toMs });
}

export function roundedTo(width: number, { fromMs, toMs }: Asked): Asked {
  return { fromMs: Math.floor(fromMs / width) * width, toMs: Math.ceil(toMs / width) * width };
}

export function rowsIn({ fromMs, toMs }: Asked, rows: readonly Measurement[]): readonly Measurement[] {
  return rows.filter(({ at }) => at >= fromMs && at < toMs);
}

/** How much of a covered range has passed. */
export function passedSeconds({ fromMs, toMs }: Asked, now: number): number {
  return (Math.min(toMs, now) - fromMs) / 1000;
}
