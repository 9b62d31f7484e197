import {
  BUCKET_SECONDS,
  chooseResolution,
  coveredRange,
  type Retention,
  type TimeRange,
} from '@paceline/storage';

/** What of a question hardly changes any more, and what is still being measured. Epoch milliseconds, in whole buckets. */
export interface SplitRange {
  readonly finished: TimeRange;
  /** Absent: all of it is finished. */
  readonly rest?: TimeRange;
}

/** What time counts as finished. */
export interface Finish {
  readonly nowMs: number;
  /** How long after its end a time counts as finished: events are taken this late, and some more for the way to the storage. */
  readonly finishedAfterMs: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A shorter part is read as quickly as it is kept. */
export const SHORTEST_FINISHED_MS = 6 * HOUR_MS;

/** Before this moment everything counts as finished. A whole hour (UTC), so that it stays where it is while the clock moves. */
export function finishedBefore({ nowMs, finishedAfterMs }: Finish): number {
  return floorTo(nowMs - finishedAfterMs, HOUR_MS);
}

/** How a range is read. */
interface Reading {
  readonly retention: Retention;
  /** Whether whole days of it are read as days. */
  readonly inDays: boolean;
}

/**
 * Splits a range where it stops being finished: at a whole point of its step, at a midnight where whole days are read as days, else
 * at a whole hour. Both parts together read the very buckets that the whole range does: where that is not so, or where it would not
 * be worth it, there is nothing to split.
 */
export function splitFinished(
  range: TimeRange,
  { retention, inDays }: Reading,
  finish: Finish,
): SplitRange | undefined {
  const { nowMs } = finish;
  const { stepSeconds } = range;
  const unitMs = stepSeconds === undefined ? (inDays ? DAY_MS : HOUR_MS) : stepSeconds * 1000;
  const boundary = floorTo(finishedBefore(finish), unitMs);
  if (range.fromMs + SHORTEST_FINISHED_MS > boundary) return undefined;
  // A step never has buckets wider than an hour; what would be in two parts then would be counted twice.
  if (stepSeconds !== undefined && BUCKET_SECONDS[chooseResolution(stepSeconds)] * 1000 > HOUR_MS) {
    return undefined;
  }
  const covered = coveredRange(range, retention, nowMs);
  if (covered === null || covered.fromMs + SHORTEST_FINISHED_MS > boundary) return undefined;
  const step = stepSeconds === undefined ? {} : { stepSeconds };
  /** Whether the storage reads a range as it stands, without rounding. */
  const covers = (part: TimeRange) => {
    const read = coveredRange(part, retention, nowMs);
    return read?.fromMs === part.fromMs && read.toMs === part.toMs;
  };
  if (covered.toMs <= boundary) {
    const finished = { ...covered, ...step };
    return covers(finished) ? { finished } : undefined;
  }
  const finished = { fromMs: covered.fromMs, toMs: boundary, ...step };
  const rest = { fromMs: boundary, toMs: covered.toMs, ...step };
  return covers(finished) && covers(rest) ? { finished, rest } : undefined;
}

function floorTo(ms: number, widthMs: number): number {
  return Math.floor(ms / widthMs) * widthMs;
}
