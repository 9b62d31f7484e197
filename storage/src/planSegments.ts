import { chooseResolution, covers, finestCovering } from './chooseResolution.ts';
import {
  BUCKET_SECONDS,
  ceilTo,
  COARSEST_FIRST,
  floorTo,
  type Retention,
  retentionOf,
  type SliceResolution,
} from './resolution.ts';
import { type Slice, SLICES_AT } from './slices.ts';
import type { Resolution } from './storage.ts';

/** A part of a time range that one table answers. Epoch seconds; `fromSeconds` inclusive, `toSeconds` exclusive. */
export interface Segment {
  readonly resolution: SliceResolution;
  /** The slice that is read; absent: the rollup of all dimensions. */
  readonly slice?: Slice;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** What slices there are for a question. */
export interface Slicing {
  /** The slice that answers it; `undefined` when only the rollups of all dimensions do. */
  readonly slice: Slice | undefined;
  /** Slices have no rows before this, in epoch seconds: a midnight (UTC), or 0. */
  readonly sinceSeconds: number;
}

const NO_SLICES: Slicing = { slice: undefined, sinceSeconds: 0 };

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
 * Which tables answer for a time range.
 *
 * With a step: the coarsest rollup whose buckets make whole points, the range rounded outwards to its buckets. Without:
 * rounded outwards to 10 seconds for ranges of at most 6 hours, to minutes for at most 7 days, to hours beyond; and to
 * what is left where finer rows are no longer kept. Whole coarser buckets inside are read from the coarser rollup.
 *
 * Where a slice answers the question it is read instead of the rollup of the same width, and whole days of it instead of
 * their hours: what is covered stays the same. Of a range that, rounded, ends today and not before now, today counts as a
 * whole day: the rest of it is still to come.
 *
 * @returns segments in ascending order without gaps or overlaps; none for an empty range
 * @throws {RangeError} when the step is not a multiple of a resolution
 */
export function planSegments(
  range: TimeRange,
  retention: Retention,
  nowMs: number,
  slicing: Slicing = NO_SLICES,
): readonly Segment[] {
  const { stepSeconds } = range;
  const resolution = stepSeconds === undefined ? undefined : chooseResolution(stepSeconds);
  if (!(range.toMs > range.fromMs)) return [];
  const segments =
    resolution === undefined || stepSeconds === undefined
      ? planWhole(range, { retention, nowMs, slicing })
      : planSteps(range, stepSeconds, resolution, slicing);
  return segments.flatMap((segment) => withSlice(segment, slicing));
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

interface Kept {
  readonly retention: Retention;
  readonly nowMs: number;
  readonly slicing: Slicing;
}

function planWhole(range: TimeRange, { retention, nowMs, slicing }: Kept): readonly Segment[] {
  const longest = Math.max(...COARSEST_FIRST.map((resolution) => retentionOf(retention, resolution)));
  const fromMs = Math.max(range.fromMs, floorTo(Math.max(0, nowMs - longest * 1000), 3_600_000));
  const toMs = Math.max(range.toMs, fromMs);
  const plan = PLANS.find(({ upToSeconds }) => (toMs - fromMs) / 1000 <= upToSeconds);
  const { edges, middle } = plan ?? { edges: '1h', middle: '1h' };
  const fromEdge = coarserOf(edges, finestCovering(fromMs, retention, nowMs));
  const toEdge = coarserOf(edges, finestCovering(toMs, retention, nowMs));
  const rollups = COARSEST_FIRST.filter((level) => [edges, middle, fromEdge, toEdge].includes(level));
  const fromSeconds = floorTo(fromMs / 1000, BUCKET_SECONDS[fromEdge]);
  const toSeconds = ceilTo(toMs / 1000, BUCKET_SECONDS[toEdge]);
  const inDays = edges !== '10s';
  const todaySeconds = floorTo(nowMs / 1000, BUCKET_SECONDS['1d']);
  const tomorrowSeconds = todaySeconds + BUCKET_SECONDS['1d'];
  const endsWithToday =
    inDays &&
    fromSeconds <= todaySeconds &&
    toSeconds * 1000 >= nowMs &&
    toSeconds <= tomorrowSeconds &&
    hasSlices(slicing, todaySeconds);
  return cover({
    fromSeconds,
    toSeconds: endsWithToday ? tomorrowSeconds : toSeconds,
    levels: inDays ? ['1d', ...rollups] : rollups,
    exists: (level, at) => level !== '1d' || hasSlices(slicing, at),
    isKept: (level, at) => covers(level, at, retention, nowMs),
  });
}

function planSteps(
  { fromMs, toMs }: TimeRange,
  stepSeconds: number,
  resolution: Resolution,
  slicing: Slicing,
): readonly Segment[] {
  const width = BUCKET_SECONDS[resolution];
  return cover({
    fromSeconds: Math.max(0, floorTo(fromMs / 1000, width)),
    toSeconds: ceilTo(toMs / 1000, width),
    levels: stepSeconds % BUCKET_SECONDS['1d'] === 0 ? ['1d', resolution] : [resolution],
    exists: (level, at) => level !== '1d' || hasSlices(slicing, at),
    isKept: () => true,
  });
}

function hasSlices({ slice, sinceSeconds }: Slicing, atSeconds: number): boolean {
  return slice !== undefined && atSeconds >= sinceSeconds;
}

/** The segment with the slice that it is read from; in two where slices begin within it. */
function withSlice(segment: Segment, { slice, sinceSeconds }: Slicing): readonly Segment[] {
  const { resolution, fromSeconds, toSeconds } = segment;
  if (slice === undefined || !SLICES_AT[resolution].includes(slice) || toSeconds <= sinceSeconds)
    return [segment];
  if (fromSeconds >= sinceSeconds) return [{ ...segment, slice }];
  return [
    { ...segment, toSeconds: sinceSeconds },
    { ...segment, fromSeconds: sinceSeconds, slice },
  ];
}

interface Cover {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  /** Coarsest first; the finest makes whole buckets of both ends. */
  readonly levels: readonly SliceResolution[];
  /** Whether there ever were rows of a level at a time. */
  readonly exists: (level: SliceResolution, atSeconds: number) => boolean;
  /** Whether there still are. */
  readonly isKept: (level: SliceResolution, atSeconds: number) => boolean;
}

/** Covers a range with buckets as coarse as its edges and the levels allow. */
function cover({ fromSeconds, toSeconds, levels, exists, isKept }: Cover): readonly Segment[] {
  let at = fromSeconds;
  const segments: Segment[] = [];
  while (at < toSeconds) {
    const here = at;
    const segment = nextSegment(here, toSeconds, levels, {
      exists: (level) => exists(level, here),
      isKept: (level) => isKept(level, here),
    });
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
  levels: readonly SliceResolution[],
  {
    exists,
    isKept,
  }: { exists: (level: SliceResolution) => boolean; isKept: (level: SliceResolution) => boolean },
): Segment {
  const fitting = levels.filter(
    (level) => exists(level) && at % BUCKET_SECONDS[level] === 0 && at + BUCKET_SECONDS[level] <= to,
  );
  const resolution = fitting.find(isKept) ?? fitting[0] ?? '10s';
  const width = BUCKET_SECONDS[resolution];
  const coarser = levels[levels.indexOf(resolution) - 1];
  const takeOver =
    coarser === undefined ? to : floorTo(at, BUCKET_SECONDS[coarser]) + BUCKET_SECONDS[coarser];
  return { resolution, fromSeconds: at, toSeconds: floorTo(Math.min(to, takeOver), width) };
}
