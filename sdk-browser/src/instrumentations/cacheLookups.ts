import type { CacheOutcome } from '@paceline/protocol';
import { navigationEntry, type Page } from '../page.ts';
import { isStatic, sizesKnown } from '../resource.ts';

/** Names of `Server-Timing` metrics that tell a CDN's cache, as `cache`, `cdn-cache` or `cfCacheStatus`. */
const CACHE_NAME = /^(cdn|edge|cf)?[-_]?cache([-_]?(status|hit|miss|refresh.*))?$/i;

/** What CDNs call an answer that came from their cache, and one that could have but did not. */
const HIT = /hit|stale|updating|revalidated|refresh/i;
const MISS = /miss|expired/i;

/** What a `Server-Timing` metric says about a CDN's cache; nothing when it is about something else. */
export function cdnOutcome(name: string, description: string): CacheOutcome | undefined {
  if (!CACHE_NAME.test(name)) return undefined;
  const said = name + description;
  return HIT.test(said) ? 'hit' : MISS.test(said) ? 'miss' : undefined;
}

/** Lookups in the browser's cache, and in those of CDNs that tell by `Server-Timing`. */
export function watchCacheLookups(page: Page): void {
  const watchServerTiming = (entry: PerformanceResourceTiming): void => {
    // Out of the browser's cache comes what the CDN said long ago.
    if (!entry.transferSize) return;
    for (const { name, description } of entry.serverTiming ?? []) {
      const outcome = cdnOutcome(name, description);
      if (outcome) page.record({ type: 'cache', layer: 'cdn', outcome, count: 1 });
    }
  };
  page.observe<PerformanceResourceTiming>('resource', (entry) => {
    if (entry.name.startsWith(page.ingestUrl)) return;
    watchServerTiming(entry);
    if (!isStatic(entry) || !sizesKnown(entry)) return;
    const outcome = !entry.transferSize && entry.decodedBodySize ? 'hit' : 'miss';
    page.record({ type: 'cache', layer: 'browser', outcome, count: 1 });
  });
  page.onLoaded(() => {
    const entry = navigationEntry();
    if (entry) watchServerTiming(entry);
  });
}
