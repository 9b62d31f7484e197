import {
  BUCKET_SECONDS,
  choosePeakResolution,
  type DistributionQuery,
  planSegments,
  type PeakQuery,
  type Retention,
} from '@paceline/storage';

interface Known {
  readonly retention: Retention;
  readonly now: () => number;
}

/** Questions of one key read the same buckets, whatever the milliseconds of their ranges. */
export function distributionKey(
  { fromMs, toMs, ...query }: DistributionQuery,
  { retention, now }: Known,
): readonly unknown[] {
  const range = { fromMs, toMs, ...(query.stepSeconds !== undefined && { stepSeconds: query.stepSeconds }) };
  return [planSegments(range, retention, now()), query];
}

/** The same for the busiest bucket. */
export function peakKey(
  { fromMs, toMs, resolution: asked, ...query }: PeakQuery,
  { retention, now }: Known,
): readonly unknown[] {
  const resolution = asked ?? choosePeakResolution({ fromMs, toMs }, retention, now());
  const width = BUCKET_SECONDS[resolution] * 1000;
  return [resolution, Math.floor(fromMs / width), Math.ceil(toMs / width), query];
}
