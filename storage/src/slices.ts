import type { SliceResolution } from './resolution.ts';
import type { Dimension } from './storage.ts';

/**
 * Which dimension a slice keeps beside environment, release and layer, which every slice keeps; `app` keeps none. Everything
 * else is folded (migration 0008).
 */
export type Slice = 'app' | Exclude<Dimension, (typeof KEPT_BY_ALL)[number]>;

/** Dimensions that every slice keeps: few values, and asked for with any other. */
export const KEPT_BY_ALL = ['environment', 'release', 'layer'] as const;

const OF_HOURS: readonly Slice[] = [
  'app',
  'route',
  'subject',
  'source',
  'device',
  'browser',
  'country',
  'connection',
  'statusClass',
  'instance',
];

/** Slices that there are, by width of a bucket. */
export const SLICES_AT: Readonly<Record<SliceResolution, readonly Slice[]>> = {
  '10s': ['app'],
  '1m': ['app', 'route'],
  '1h': OF_HOURS,
  '1d': OF_HOURS,
};

/** The slice that answers a question about these dimensions; `undefined` when it needs all of them. */
export function sliceFor(dimensions: Iterable<Dimension>): Slice | undefined {
  const keptByAll: readonly Dimension[] = KEPT_BY_ALL;
  const further = new Set([...dimensions].filter((dimension) => !keptByAll.includes(dimension)));
  if (further.size > 1) return undefined;
  const [only] = further;
  return OF_HOURS.find((slice) => slice === (only ?? 'app'));
}
