import { coveredRange, planSegments, type Retention, type TimeRange } from '@paceline/storage';
import type { AnswerTag } from './answerTag.ts';
import { FINISHED_STALE_MS, LONGEST_KEPT_MS } from './cacheFinished.ts';
import type { StoredVersion } from './createStoredVersions.ts';

/** Rates are those of a clock that is at most this share of the range slow. */
const SLOWEST_CLOCK = 0.01;

/** The times that a question reads when it is asked at a moment, in epoch milliseconds. */
export type RangesAt = (nowMs: number) => readonly TimeRange[];

interface Circumstances {
  /** What is stored now. */
  readonly current: StoredVersion;
  readonly nowMs: number;
  readonly retention: Retention;
}

/**
 * Whether a question would be answered now as it was before:
 *
 * - nothing was stored of the app since;
 * - the same buckets are read;
 * - the clock, which rates depend on until the range is over, moved by at most {@link SLOWEST_CLOCK} of it;
 * - the answer is at most {@link LONGEST_KEPT_MS} old, for what no version shows: deletions by other processes.
 */
export function isStillSo(
  rangesAt: RangesAt,
  { madeAtMs, version }: Pick<AnswerTag, 'madeAtMs' | 'version'>,
  { current, nowMs, retention }: Circumstances,
): boolean {
  const ageMs = nowMs - madeAtMs;
  if (version !== current.version || ageMs < 0 || ageMs > LONGEST_KEPT_MS) return false;
  const before = rangesAt(madeAtMs);
  const after = rangesAt(nowMs);
  return before.every((range, index) => {
    const later = after[index];
    if (later === undefined) return false;
    if (planOf(range, retention, madeAtMs) !== planOf(later, retention, nowMs)) return false;
    const covered = coveredRange(range, retention, madeAtMs);
    if (covered === null || covered.toMs <= madeAtMs) return true;
    return ageMs <= SLOWEST_CLOCK * (covered.toMs - covered.fromMs);
  });
}

/**
 * Whether nothing was stored in the minute before an answer was made, when an insert may still have been on its way into some
 * tables and what is kept of finished times may have been behind (see `cacheFinished`).
 */
export function wasSettled({ madeAtMs }: Pick<AnswerTag, 'madeAtMs'>, current: StoredVersion): boolean {
  return madeAtMs >= current.sinceMs + FINISHED_STALE_MS;
}

function planOf({ fromMs, toMs, stepSeconds }: TimeRange, retention: Retention, nowMs: number): string {
  const whole = planSegments({ fromMs, toMs }, retention, nowMs);
  if (stepSeconds === undefined) return JSON.stringify(whole);
  const width = stepSeconds * 1000;
  return JSON.stringify([whole, Math.floor(fromMs / width), Math.ceil(toMs / width)]);
}
