import { activationStart, navigationEntry, type Page } from '../page.ts';
import { toInteractivity, type LongTask } from '../toInteractivity.ts';

/** How long the main thread must have been free of long tasks, in ms. */
const QUIET_MS = 5000;

/** How long after first contentful paint a quiet window is waited for, in ms. */
const LONGEST_WAIT_MS = 30_000;

/** More tasks than fit in that time, for pages that never paint. */
const MAX_TASKS = 1000;

/**
 * TTI and TBT. TTI is not defined for the field, so it is approximated and marked so: the end of
 * the last long task before a quiet window of 5 s after first contentful paint, or the load event
 * where the browser does not tell long tasks. A page that is left, or is busy for 30 s, is judged
 * by what was seen until then, with `quietMs` saying how long it had been quiet.
 */
export function watchInteractivity(page: Page): void {
  const tasks: LongTask[] = [];
  let done = false;

  const report = (leaving: boolean): void => {
    const entry = navigationEntry();
    const fcp = performance.getEntriesByName('first-contentful-paint')[0]?.startTime;
    if (done || !entry?.loadEventEnd || !fcp || !page.wasVisibleUntil(fcp)) return;
    const now = performance.now();
    const result = toInteractivity(tasks, fcp, entry.domContentLoadedEventEnd, QUIET_MS);
    const quietMs = Math.round(now - result.quietAt);
    const quiet = quietMs >= QUIET_MS;
    if (!leaving && !quiet && now - fcp < LONGEST_WAIT_MS) {
      page.after(QUIET_MS - quietMs, () => report(false));
      return;
    }
    done = true;
    const more = { attributes: { approximate: true, ...(!quiet && { quietMs }) } };
    const tellsTasks = PerformanceObserver.supportedEntryTypes.includes('longtask');
    page.recordVital(
      'TTI',
      (tellsTasks ? result.interactiveAt : entry.loadEventEnd) - activationStart(),
      more,
    );
    if (tellsTasks) page.recordVital('TBT', result.blockingMs, more);
  };

  page.observe('longtask', (task) => {
    if (!done && tasks.length < MAX_TASKS) tasks.push(task);
  });
  page.onHidden(() => report(true));
  // First contentful paint and the load event come in either order.
  page.observe('paint', () => report(false));
  page.onLoaded(() => report(false));
}
