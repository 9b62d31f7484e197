import { mergeDistributions, type Distribution } from '@paceline/protocol';
import type { DistributionRow } from '@paceline/storage';
import type { Summary } from '../responses.ts';

type CachePerformance = Summary['cachePerformance'];
type CacheRates = Omit<CachePerformance, 'layers'>;

/** Caches whose evictions no SDK can see: that none was reported does not say that there was none. */
const EVICTS_UNSEEN: ReadonlySet<string> = new Set(['browser', 'cdn']);

/** Rates of all caches and of every layer, from the rows of `cache.lookup` and `cache.eviction` by layer. */
export function toCachePerformance(rows: readonly DistributionRow[]): CachePerformance {
  const lookups = rows.filter(({ metric }) => metric === 'cache.lookup');
  const evictions = rows.filter(({ metric }) => metric === 'cache.eviction');
  const layers = [...new Set([...lookups, ...evictions].map(({ group }) => group.layer ?? ''))]
    .filter((layer) => layer !== '')
    .toSorted();
  const ofLayer = (layer: string) => {
    const own = ({ group }: DistributionRow) => group.layer === layer;
    return toRates(lookups.filter(own), evictions.filter(own));
  };
  return {
    ...toRates(lookups, evictions),
    layers: Object.fromEntries(layers.map((layer) => [layer, ofLayer(layer)])),
  };
}

/** A lookup's value is 1 for a hit and 0 for a miss; its weight says how many lookups it stands for. */
function toRates(lookups: readonly DistributionRow[], evictions: readonly DistributionRow[]): CacheRates {
  const looked = merge(lookups);
  const evicted = merge(evictions).weight;
  if (looked.weight <= 0) return { hitRate: null, missRate: null, evictionRate: null, events: 0 };
  const hitRate = looked.sum / looked.weight;
  const evictionsAreSeen = evicted > 0 || lookups.some(({ group }) => !EVICTS_UNSEEN.has(group.layer ?? ''));
  return {
    hitRate,
    missRate: 1 - hitRate,
    evictionRate: evictionsAreSeen ? evicted / looked.weight : null,
    events: Math.round(looked.weight),
  };
}

function merge(rows: readonly DistributionRow[]): Distribution {
  return mergeDistributions(rows.map(({ distribution }) => distribution));
}
