import type { EventOf } from '@paceline/protocol';
import { MAX_CACHE_NAMES, MAX_COUNT, MAX_NAME_LENGTH, OTHER_CACHE } from './limits.ts';
import type { CacheLayer, CacheOutcome } from './paceline.ts';

/** Cache lookups since the last flush, by layer, name and outcome. */
export interface CacheCounts {
  count(layer: CacheLayer, name: string, outcome: CacheOutcome, count: number): void;
  /** Takes everything out, as one event for each layer, name and outcome. */
  take(at: number): readonly EventOf<'cache'>[];
}

type Outcomes = Record<CacheOutcome, number>;

const LAYERS: ReadonlySet<string> = new Set<CacheLayer>(['browser', 'cdn', 'memory', 'redis', 'database']);

/** Counts in the process, so that a million lookups a second cost one event a flush. */
export function createCacheCounts(): CacheCounts {
  const layers = new Map<CacheLayer, Map<string, Outcomes>>();

  function namesOf(layer: CacheLayer): Map<string, Outcomes> {
    const known = layers.get(layer);
    if (known !== undefined) return known;
    const names = new Map<string, Outcomes>();
    layers.set(layer, names);
    return names;
  }

  function add(names: Map<string, Outcomes>, wanted: unknown): Outcomes {
    const cut = typeof wanted === 'string' ? wanted.slice(0, MAX_NAME_LENGTH) : '';
    const name = names.has(cut) || names.size < MAX_CACHE_NAMES ? cut : OTHER_CACHE;
    const known = names.get(name);
    if (known !== undefined) return known;
    const outcomes = { hit: 0, miss: 0, eviction: 0 };
    names.set(name, outcomes);
    return outcomes;
  }

  return {
    count(layer, name, outcome, count) {
      if (!LAYERS.has(layer) || !(count >= 1)) return;
      const names = namesOf(layer);
      const outcomes = names.get(name) ?? add(names, name);
      if (outcome in outcomes) outcomes[outcome] += count;
    },
    take(at) {
      const events: EventOf<'cache'>[] = [];
      for (const [layer, names] of layers) {
        for (const [name, outcomes] of names) {
          for (const outcome of ['hit', 'miss', 'eviction'] as const) {
            const count = Math.min(MAX_COUNT, Math.floor(outcomes[outcome]));
            outcomes[outcome] = 0;
            if (count < 1) continue;
            const named = name === '' ? {} : { name };
            events.push({ type: 'cache', at, layer, outcome, count, ...named });
          }
        }
      }
      return events;
    },
  };
}
