import type { EventOf } from '@paceline/protocol';
import type { Figure } from './figure.ts';

/** A hit is 1 and a miss 0, so that the mean of `cache.lookup` is the hit rate. */
export function cache({ layer, outcome, count, name = '' }: EventOf<'cache'>): readonly Figure[] {
  const shared = { layer, count, subject: name };
  if (outcome === 'eviction') return [{ metric: 'cache.eviction', value: 1, ...shared }];
  return [{ metric: 'cache.lookup', value: outcome === 'hit' ? 1 : 0, ...shared }];
}
