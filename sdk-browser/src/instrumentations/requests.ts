import { wallClock, type Page } from '../page.ts';
import { sizesKnown } from '../resource.ts';

/**
 * Requests of `fetch` and `XMLHttpRequest`, observed through resource timing: nothing of the page
 * is patched. The browser does not tell the method there, so it is `GET`.
 */
export function watchRequests(page: Page): void {
  page.observe('resource', (resource) => {
    const entry = resource as PerformanceResourceTiming;
    const { name, initiatorType, responseStatus, responseEnd, duration } = entry;
    if (!/fetch|xml/.test(initiatorType) || name.startsWith(page.ingestUrl)) return;
    const { origin, host, pathname } = new URL(name);
    const own = origin === location.origin;
    // Another origin's status is hidden unless it allows the page to see it: that is no failure.
    if (!responseStatus && !own) return;
    page.record({
      type: 'request',
      side: 'client',
      at: wallClock(responseEnd),
      route: (own ? '' : host) + page.toRoute(pathname),
      method: 'GET',
      // Browsers that do not tell the status have no entry for a request that failed.
      status: responseStatus ?? 200,
      durationMs: duration,
      ...(sizesKnown(entry) && { responseBytes: entry.encodedBodySize }),
    });
  });
}
