import { navigationEntry, type Page } from '../page.ts';

/** LOAD: from navigation start, or activation of a prerendered page, to the end of the load event. */
export function watchPageLoad(page: Page): void {
  page.onLoaded(() => {
    const entry = navigationEntry();
    // A tab in the background loads as slowly as the browser likes.
    if (!entry?.loadEventEnd || entry.loadEventEnd > page.firstHiddenAt()) return;
    page.record({
      type: 'vital',
      name: 'LOAD',
      value: Math.max(0, entry.loadEventEnd - (entry.activationStart ?? 0)),
      route: page.landingRoute(),
    });
  });
}
