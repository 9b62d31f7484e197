import {
  BUCKET_SECONDS,
  COARSEST_FIRST,
  floorTo,
  type Retention,
  retentionOf,
  type SliceResolution,
} from './resolution.ts';
import { type Resolution, RESOLUTIONS } from './storage.ts';

/** Buckets that a peak is looked for in, at most. */
export const MAX_PEAK_BUCKETS = 20_000;

/**
 * The coarsest resolution whose buckets make whole points of `stepSeconds`.
 *
 * @throws {RangeError} when the step is not a multiple of the finest resolution
 */
export function chooseResolution(stepSeconds: number): Resolution {
  const resolution = COARSEST_FIRST.find(
    (candidate) => stepSeconds > 0 && stepSeconds % BUCKET_SECONDS[candidate] === 0,
  );
  if (resolution === undefined) {
    throw new RangeError(`A step must be a multiple of ${BUCKET_SECONDS['10s']} seconds, not ${stepSeconds}`);
  }
  return resolution;
}

/** The finest resolution that still has its rows of `fromMs`; the longest-living one when none has. */
export function finestCovering(fromMs: number, retention: Retention, nowMs: number): Resolution {
  const finest = RESOLUTIONS.find((candidate) => covers(candidate, fromMs / 1000, retention, nowMs));
  if (finest !== undefined) return finest;
  return COARSEST_FIRST.reduce((best, candidate) =>
    retentionOf(retention, candidate) > retentionOf(retention, best) ? candidate : best,
  );
}

/** Whether the bucket of `atSeconds` is inside the retention of a resolution. */
export function covers(
  resolution: SliceResolution,
  atSeconds: number,
  retention: Retention,
  nowMs: number,
): boolean {
  return floorTo(atSeconds, BUCKET_SECONDS[resolution]) >= nowMs / 1000 - retentionOf(retention, resolution);
}

/** The resolution in whose buckets a peak is looked for: the finest that covers the range and does not have too many. */
export function choosePeakResolution(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  retention: Retention,
  nowMs: number,
): Resolution {
  const finest = RESOLUTIONS.indexOf(finestCovering(fromMs, retention, nowMs));
  return (
    RESOLUTIONS.slice(finest).find(
      (candidate) => (toMs - fromMs) / 1000 / BUCKET_SECONDS[candidate] <= MAX_PEAK_BUCKETS,
    ) ?? '1h'
  );
}
