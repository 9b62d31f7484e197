import type { Distribution } from '@paceline/protocol';
import { type Estimate, estimateRate, estimateShare, observationsOf } from '@paceline/statistics';
import type { DistributionRow } from '@paceline/storage';
import type { Summary } from '../responses.ts';
import { distributionOfRows } from './distributionOfRows.ts';
import { toEstimate, valueOf } from './toEstimate.ts';

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
  const looked = distributionOfRows(lookups);
  const evicted = distributionOfRows(evictions);
  const options = { observations: observationsOf('cache.lookup', looked) };
  const hitRate = estimateShare(looked.sum, looked.weight, options);
  const missRate = estimateShare(looked.weight - looked.sum, looked.weight, options);
  const evictionsAreSeen =
    evicted.weight > 0 || lookups.some(({ group }) => !EVICTS_UNSEEN.has(group.layer ?? ''));
  const evictionRate = evictionsAreSeen ? estimateEvictionRate(evicted, looked) : null;
  return {
    hitRate: valueOf(hitRate),
    missRate: valueOf(missRate),
    evictionRate: valueOf(evictionRate),
    events: Math.round(looked.weight),
    estimates: {
      hitRate: toEstimate(hitRate),
      missRate: toEstimate(missRate),
      evictionRate: toEstimate(evictionRate),
    },
  };
}

/** Evictions per lookup: a share of the lookups, unless a cache evicts more than it is asked for. */
function estimateEvictionRate(evicted: Distribution, looked: Distribution): Estimate | null {
  return evicted.weight <= looked.weight
    ? estimateShare(evicted.weight, looked.weight, {
        observations: observationsOf('cache.lookup', looked),
      })
    : estimateRate(evicted.weight, looked.weight, {
        observations: observationsOf('cache.eviction', evicted),
      });
}
