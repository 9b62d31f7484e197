import { coveredRange, planSegments, type Retention, type TimeRange } from '@paceline/storage';
import { FINISHED_STALE_MS } from './cacheFinished.ts';
import type { AnswerTag } from './answerTag.ts';
import type { StoredVersion } from './createStoredVersions.ts';
import { finishedBefore } from './splitFinished.ts';

/** Rates are those of a clock that is at most this share of the range slow. */
const SLOWEST_CLOCK = 0.01;

/** The times that a question reads when it is asked at a moment, in epoch milliseconds. */
export type RangesAt = (nowMs: number) => readonly TimeRange[];

interface Circumstances {
  /** What is stored now. */
  readonly current: StoredVersion;
  readonly nowMs: number;
  readonly retention: Retention;
  /** See `splitFinished`. */
  readonly finishedAfterMs: number;
}

/**
 * Whether a question would be answered now as it was before: nothing was stored of the app since, the same buckets are
 * read, and the clock, which rates depend on until the range is over, moved by at most {@link SLOWEST_CLOCK} of it.
 */
export function isStillSo(
  rangesAt: RangesAt,
  { madeAtMs, version }: Pick<AnswerTag, 'madeAtMs' | 'version'>,
  { current, nowMs, retention, finishedAfterMs }: Circumstances,
): boolean {
  if (version !== current.version || madeAtMs > nowMs) return false;
  // What is kept of finished times may have been behind the version for a while; see `cacheFinished`.
  const wasWhole = madeAtMs >= current.sinceMs + FINISHED_STALE_MS;
  const before = rangesAt(madeAtMs);
  const after = rangesAt(nowMs);
  if (before.length !== after.length) return false;
  return before.every((range, index) => {
    const later = after[index];
    if (later === undefined) return false;
    if (planOf(range, retention, madeAtMs) !== planOf(later, retention, nowMs)) return false;
    const covered = coveredRange(range, retention, madeAtMs);
    if (covered === null) return true;
    const isOver = covered.toMs <= madeAtMs;
    if (!isOver && nowMs - madeAtMs > SLOWEST_CLOCK * (covered.toMs - covered.fromMs)) return false;
    return wasWhole || !readsFinished(range, madeAtMs, finishedAfterMs);
  });
}

function planOf(range: TimeRange, retention: Retention, nowMs: number): string {
  const { fromMs, toMs, stepSeconds } = range;
  const whole = planSegments({ fromMs, toMs }, retention, nowMs);
  if (stepSeconds === undefined) return JSON.stringify(whole);
  const width = stepSeconds * 1000;
  return JSON.stringify([whole, Math.floor(fromMs / width), Math.ceil(toMs / width)]);
}

/** Whether finished times may be among those that are read. Points may begin before the range does, by less than all of it. */
function readsFinished(
  { fromMs, toMs, stepSeconds = 0 }: TimeRange,
  nowMs: number,
  finishedAfterMs: number,
): boolean {
  const earliestMs = fromMs - Math.max(toMs - fromMs, stepSeconds * 1000);
  return earliestMs < finishedBefore({ nowMs, finishedAfterMs });
}
