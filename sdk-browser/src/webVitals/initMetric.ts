import type { Metric } from 'web-vitals';
import { activationStart, navigationEntry } from '../page.ts';
import { getBFCacheRestoreTime } from './bfcache.js';

type NewMetric = Pick<Metric, 'name' | 'value' | 'entries' | 'id' | 'navigationType' | 'navigationId'> & {
  readonly navigationInteractionId: number | undefined;
};

/** A metric without what the SDK does not read, and with a shorter id. */
export const initMetric = (
  name: Metric['name'],
  value = -1,
  navigationType?: Metric['navigationType'],
  navigationId?: number,
  navigationInteractionId?: number,
): NewMetric => {
  const entry = navigationEntry();
  const usualType = entry?.type.replace('_', '-') as Metric['navigationType'] | undefined;
  return {
    name,
    value,
    entries: [],
    id: `${performance.now()}-${Math.random()}`,
    navigationType:
      navigationType ??
      (getBFCacheRestoreTime() >= 0
        ? 'back-forward-cache'
        : document.prerendering || activationStart()
          ? 'prerender'
          : document.wasDiscarded
            ? 'restore'
            : (usualType ?? 'navigate')),
    navigationId: navigationId || entry?.navigationId || 0,
    navigationInteractionId,
  };
};
