import { activationStart, navigationEntry, type Page } from '../page.ts';

/** LOAD: from navigation start, or activation of a prerendered page, to the end of the load event. */
export function watchPageLoad(page: Page): void {
  page.onLoaded(() => {
    const end = navigationEntry()?.loadEventEnd;
    if (end && page.wasVisibleUntil(end)) page.recordVital('LOAD', end - activationStart());
  });
}
