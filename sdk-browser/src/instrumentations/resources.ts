import { byteLength } from '../byteLength.ts';
import { runLater, watchEntries, whenLoaded } from '../page.ts';
import { recordEvent } from '../record.ts';
import { routeAt } from '../routeHistory.ts';
import { ingestUrl, settings, toRoute } from '../settings.ts';
import { SLOW_REQUEST_MS } from '../limits.ts';
import '../platform.ts';
import type { PaintListener } from './vitals.ts';
import type { CacheLayer, CacheOutcome, PageResourcesEvent } from '../wire.ts';

/** How long after the load event the weight is taken, in ms. */
const SETTLE_MS = 1000;

/** A text that is smaller gains little from compression, in bytes. */
const SMALLEST_TO_COMPRESS_BYTES = 1024;

/** Records `count` lookups in, or evictions from, a cache. */
export const recordCache = (layer: CacheLayer, outcome: CacheOutcome, count = 1, name?: string): void =>
  recordEvent({ type: 'cache', layer, outcome, count, name }, { sameAs: routeAt() + layer + outcome + name });

/** Records lookups in caches behind the browser's. */
const readServerTiming = ({ transferSize, serverTiming }: PerformanceResourceTiming): void => {
  for (const { name, description } of serverTiming) {
    // An answer that may not be cached (`BYPASS`, `DYNAMIC`) was not looked up.
    const said = /cache.*((hit|stale|updating|revalidated)|miss|expired)/i.exec(name + description);
    // Out of the browser's cache comes what was said long ago.
    if (said && transferSize)
      recordCache(
        (/redis|memory|database/.exec(name)?.[0] as CacheLayer | undefined) ?? 'cdn',
        said[2] ? 'hit' : 'miss',
      );
  }
};

/**
 * Watches what the page loads:
 * - requests of `fetch` and `XMLHttpRequest`, through resource timing: nothing of the page is patched. The browser does not tell
 *   the method there, so it is `GET` unless tracing knows better;
 * - lookups in the browser's cache, and in those of CDNs and servers that tell by `Server-Timing`, as `cache`, `cdn-cache`,
 *   `cfCacheStatus` or `redis-cache`;
 * - what the page weighs, once a load: encoded (compressed) body bytes by content type, whether they came over the wire or from
 *   a cache. What each type is to the page, the server knows.
 *
 * Sizes that the browser hides are never guessed: of other origins that do not send `Timing-Allow-Origin` it reports zero.
 */
export function watchResources(): PaintListener {
  const types: Record<string, number[]> = {};
  let inlineBytes: number | undefined;
  const weighInline = (): number =>
    // By tag: a page's first query by selector takes longer than all the rest.
    (inlineBytes ??= [...document.scripts, ...document.getElementsByTagName('style')].reduce(
      (sum, element) => {
        const { src, type, textContent } = element as HTMLScriptElement;
        // Other types of script (JSON, import maps, templates) cost no parsing or running.
        return !src && /^$|css|module|javascript/.test(type) ? sum + byteLength(textContent) : sum;
      },
      0,
    ));
  const weigh = (): void => {
    recordEvent(
      {
        type: 'page-resources',
        route: routeAt(0),
        inlineCriticalBytes: weighInline(),
        types: types as PageResourcesEvent['types'],
      },
      { lastOf: 'weight' },
    );
  };

  watchEntries('resource', (resource) => {
    const entry = resource as PerformanceResourceTiming;
    const { name, initiatorType, transferSize, encodedBodySize: bytes, duration } = entry;
    // Browsers that do not tell it have no entry for a request that failed.
    const status = (entry.responseStatus as number | undefined) ?? 200;
    if (name.startsWith(ingestUrl())) return;
    const { origin, host, hostname, pathname } = new URL(name);
    const isOwn = origin === location.origin;
    const isKnown = transferSize + bytes > 0;
    readServerTiming(entry);
    if (/fetch|xml/.test(initiatorType)) {
      // Another origin's status is hidden unless it allows the page to see it: that is no failure.
      if (status || isOwn)
        recordEvent(
          {
            type: 'request',
            side: 'client',
            route: (isOwn ? '' : host) + toRoute(pathname),
            method: 'GET',
            status,
            durationMs: duration,
            responseBytes: bytes || undefined,
            ...settings.tracing?.(entry),
          },
          { isBad: !status || status > 499 || duration > SLOW_REQUEST_MS },
        );
    } else if (status < 400 && name.startsWith('http') && !/beacon|ping|frame/.test(initiatorType)) {
      if (isKnown) recordCache('browser', transferSize ? 'miss' : 'hit');
      const isThirdParty = !`.${hostname}`.endsWith(location.hostname.replace(/^(www)?\.?/, '.'));
      const sign = [entry.contentType, /\.\w{1,9}$/.exec(pathname), initiatorType].join(' ');
      types[sign] = [
        1,
        bytes,
        bytes === entry.decodedBodySize && bytes >= SMALLEST_TO_COMPRESS_BYTES && bytes,
        entry.renderBlockingStatus === 'blocking',
        isThirdParty && bytes,
      ].map((value, index) => +value + (types[sign]?.[index] ?? 0));
    }
  });

  whenLoaded((entry) => {
    readServerTiming(entry);
    weigh();
    runLater(weigh, SETTLE_MS);
  });
  // What stands in the document when the first paint is told came before it.
  return weighInline;
}
