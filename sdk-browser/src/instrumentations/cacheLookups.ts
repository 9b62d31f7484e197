import { navigationEntry, type Page } from '../page.ts';
import { isStatic, sizesKnown } from '../resource.ts';

/** Lookups in CDN caches that tell by `Server-Timing`, as `cache`, `cdn-cache` or `cfCacheStatus`. */
function watchServerTiming(page: Page, { transferSize, serverTiming }: PerformanceResourceTiming): void {
  // Out of the browser's cache comes what the CDN said long ago.
  if (!transferSize) return;
  for (const { name, description } of serverTiming) {
    const said = name + description;
    const hit = /hit|stale|updating|revalidated/i.test(said);
    // An answer that may not be cached (`BYPASS`, `DYNAMIC`) was not looked up.
    if (/^(cdn-?|edge-?|cf)?cache/i.test(name) && (hit || /miss|expired/i.test(said)))
      page.record({ type: 'cache', layer: 'cdn', outcome: hit ? 'hit' : 'miss', count: 1 });
  }
}

/** Lookups in the browser's cache, and in those of CDNs that tell. */
export function watchCacheLookups(page: Page): void {
  page.observe('resource', (resource) => {
    const entry = resource as PerformanceResourceTiming;
    if (entry.name.startsWith(page.ingestUrl)) return;
    watchServerTiming(page, entry);
    if (isStatic(entry) && sizesKnown(entry))
      page.record({
        type: 'cache',
        layer: 'browser',
        outcome: entry.transferSize ? 'miss' : 'hit',
        count: 1,
      });
  });
  page.onLoaded(() => {
    const entry = navigationEntry();
    if (entry) watchServerTiming(page, entry);
  });
}
