import { chooseResolution, covers, finestCovering } from './chooseResolution.ts';
import {
  BUCKET_SECONDS,
  ceilTo,
  COARSEST_FIRST,
  floorTo,
  type Retention,
  retentionOf,
} from './resolution.ts';
import type { Resolution } from './storage.ts';

/** A part of a time range that one rollup answers. Epoch seconds; `fromSeconds` inclusive, `toSeconds` exclusive. */
export interface Segment {
  readonly resolution: Resolution;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepSeconds?: number;
}

/**
 * Which rollups answer for a time range.
 *
 * With a step: the coarsest rollup whose buckets make whole points. Without: the range is rounded outwards to the
 * finest buckets that are still kept, whole hours of it are read from the hourly rollup, whole minutes from the rollup
 * of minutes, and only the edges from the finest one: exact to 10 seconds at the cost of a few hundred buckets.
 *
 * @returns segments in ascending order without gaps or overlaps; none for an empty range
 * @throws {RangeError} when the step is not a multiple of a resolution
 */
export function planSegments(range: TimeRange, retention: Retention, nowMs: number): readonly Segment[] {
  const resolution = range.stepSeconds === undefined ? undefined : chooseResolution(range.stepSeconds);
  if (!(range.toMs > range.fromMs)) return [];
  if (resolution === undefined) return planWhole(range, retention, nowMs);
  const width = BUCKET_SECONDS[resolution];
  const fromSeconds = Math.max(0, floorTo(range.fromMs / 1000, width));
  const toSeconds = ceilTo(range.toMs / 1000, width);
  return toSeconds > fromSeconds ? [{ resolution, fromSeconds, toSeconds }] : [];
}

function planWhole(range: TimeRange, retention: Retention, nowMs: number): readonly Segment[] {
  const longest = Math.max(...COARSEST_FIRST.map((resolution) => retentionOf(retention, resolution)));
  const oldestMs = Math.max(0, nowMs - longest * 1000);
  const fromMs = Math.max(range.fromMs, floorTo(oldestMs, 3_600_000));
  const toMs = Math.max(range.toMs, fromMs);
  const to = ceilTo(toMs / 1000, BUCKET_SECONDS[finestCovering(toMs, retention, nowMs)]);
  let at = floorTo(fromMs / 1000, BUCKET_SECONDS[finestCovering(fromMs, retention, nowMs)]);
  const segments: Segment[] = [];
  while (at < to) {
    const segment = nextSegment(at, to, retention, nowMs);
    const last = segments.at(-1);
    if (last?.resolution === segment.resolution) {
      segments[segments.length - 1] = { ...last, toSeconds: segment.toSeconds };
    } else {
      segments.push(segment);
    }
    at = segment.toSeconds;
  }
  return segments;
}

/** The segment that begins at `at`: as coarse as its edges allow, and no further than a coarser one could take over. */
function nextSegment(at: number, to: number, retention: Retention, nowMs: number): Segment {
  const fits = (resolution: Resolution) =>
    at % BUCKET_SECONDS[resolution] === 0 && at + BUCKET_SECONDS[resolution] <= to;
  const resolution =
    COARSEST_FIRST.find((candidate) => fits(candidate) && covers(candidate, at, retention, nowMs)) ??
    COARSEST_FIRST.find((candidate) => fits(candidate)) ??
    '10s';
  const width = BUCKET_SECONDS[resolution];
  const coarser = COARSEST_FIRST[COARSEST_FIRST.indexOf(resolution) - 1];
  const takeOver =
    coarser === undefined ? to : floorTo(at, BUCKET_SECONDS[coarser]) + BUCKET_SECONDS[coarser];
  return { resolution, fromSeconds: at, toSeconds: floorTo(Math.min(to, takeOver), width) };
}
