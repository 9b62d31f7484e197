import {
  BUCKET_SECONDS,
  choosePeakResolution,
  type DistributionQuery,
  planSegments,
  type Retention,
  type Storage,
} from '@paceline/storage';

export type PeakQuery = Parameters<Storage['loadPeakRate']>[0];

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
  { fromMs, toMs, ...query }: PeakQuery,
  { retention, now }: Known,
): readonly unknown[] {
  const resolution = choosePeakResolution({ fromMs, toMs }, retention, now());
  const width = BUCKET_SECONDS[resolution] * 1000;
  return [resolution, Math.floor(fromMs / width), Math.ceil(toMs / width), query];
}
