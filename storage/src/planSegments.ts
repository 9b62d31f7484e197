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
 * How finely a range without a step is read: its edges, and the whole buckets between them. Every further segment costs
 * some 3 ms of planning, every bucket as many rows as there are combinations of dimensions.
 */
const PLANS: readonly {
  readonly upToSeconds: number;
  readonly edges: Resolution;
  readonly middle: Resolution;
}[] = [
  { upToSeconds: 15 * 60, edges: '10s', middle: '10s' },
  { upToSeconds: 6 * 3600, edges: '10s', middle: '1m' },
  { upToSeconds: 7 * 86_400, edges: '1m', middle: '1h' },
  { upToSeconds: Number.POSITIVE_INFINITY, edges: '1h', middle: '1h' },
];

/**
 * Which rollups answer for a time range.
 *
 * With a step: the coarsest rollup whose buckets make whole points, the range rounded outwards to its buckets. Without:
 * rounded outwards to 10 seconds for ranges of at most 6 hours, to minutes for at most 7 days, to hours beyond; and to
 * what is left where finer rows are no longer kept. Whole coarser buckets inside are read from the coarser rollup.
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

/** The time that {@link planSegments} really covers, to divide by for rates; `null` for an empty range. */
export function coveredRange(
  range: TimeRange,
  retention: Retention,
  nowMs: number,
): { readonly fromMs: number; readonly toMs: number } | null {
  const segments = planSegments(range, retention, nowMs);
  const first = segments.at(0);
  const last = segments.at(-1);
  if (first === undefined || last === undefined) return null;
  return { fromMs: first.fromSeconds * 1000, toMs: last.toSeconds * 1000 };
}

function planWhole(range: TimeRange, retention: Retention, nowMs: number): readonly Segment[] {
  const longest = Math.max(...COARSEST_FIRST.map((resolution) => retentionOf(retention, resolution)));
  const fromMs = Math.max(range.fromMs, floorTo(Math.max(0, nowMs - longest * 1000), 3_600_000));
  const toMs = Math.max(range.toMs, fromMs);
  const plan = PLANS.find(({ upToSeconds }) => (toMs - fromMs) / 1000 <= upToSeconds);
  const { edges, middle } = plan ?? { edges: '1h', middle: '1h' };
  const fromEdge = coarserOf(edges, finestCovering(fromMs, retention, nowMs));
  const toEdge = coarserOf(edges, finestCovering(toMs, retention, nowMs));
  const levels = COARSEST_FIRST.filter((level) => [edges, middle, fromEdge, toEdge].includes(level));
  const to = ceilTo(toMs / 1000, BUCKET_SECONDS[toEdge]);
  let at = floorTo(fromMs / 1000, BUCKET_SECONDS[fromEdge]);
  const segments: Segment[] = [];
  while (at < to) {
    const segment = nextSegment(at, to, levels, (level) => covers(level, at, retention, nowMs));
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

function coarserOf(one: Resolution, other: Resolution): Resolution {
  return BUCKET_SECONDS[one] > BUCKET_SECONDS[other] ? one : other;
}

/**
 * The segment that begins at `at`: as coarse as its edges allow, and no further than a coarser one could take over.
 *
 * @param levels coarsest first; the finest makes whole buckets of `at` and `to`
 */
function nextSegment(
  at: number,
  to: number,
  levels: readonly Resolution[],
  isKept: (level: Resolution) => boolean,
): Segment {
  const fitting = levels.filter(
    (level) => at % BUCKET_SECONDS[level] === 0 && at + BUCKET_SECONDS[level] <= to,
  );
  const resolution = fitting.find(isKept) ?? fitting[0] ?? '10s';
  const width = BUCKET_SECONDS[resolution];
  const coarser = levels[levels.indexOf(resolution) - 1];
  const takeOver =
    coarser === undefined ? to : floorTo(at, BUCKET_SECONDS[coarser]) + BUCKET_SECONDS[coarser];
  return { resolution, fromSeconds: at, toSeconds: floorTo(Math.min(to, takeOver), width) };
}
