import { type Resolution, RESOLUTIONS } from './storage.ts';

/** Width of a bucket of slices, which there are of whole days (UTC), too. */
export type SliceResolution = Resolution | '1d';

/** Width of a bucket, in seconds. */
export const BUCKET_SECONDS: Readonly<Record<SliceResolution, number>> = {
  '10s': 10,
  '1m': 60,
  '1h': 3600,
  '1d': 86_400,
};

/** From the coarsest to the finest. */
export const COARSEST_FIRST: readonly Resolution[] = RESOLUTIONS.toReversed();

/** How long stored rows live, in seconds. */
export interface Retention {
  readonly rawSeconds: number;
  readonly rollup10sSeconds: number;
  readonly rollup1mSeconds: number;
  readonly rollup1hSeconds: number;
}

const RETENTION_KEYS = {
  '10s': 'rollup10sSeconds',
  '1m': 'rollup1mSeconds',
  '1h': 'rollup1hSeconds',
  // Days are there to read hours quickly, and live as long as they.
  '1d': 'rollup1hSeconds',
} as const satisfies Record<SliceResolution, keyof Retention>;

/** How long rows of a rollup live, in seconds. */
export function retentionOf(retention: Retention, resolution: SliceResolution): number {
  return retention[RETENTION_KEYS[resolution]];
}

/** `seconds` rounded down to a multiple of `width`. */
export function floorTo(seconds: number, width: number): number {
  return Math.floor(seconds / width) * width;
}

/** `seconds` rounded up to a multiple of `width`. */
export function ceilTo(seconds: number, width: number): number {
  return Math.ceil(seconds / width) * width;
}
