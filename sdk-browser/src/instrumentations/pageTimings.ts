import { recordVital } from '../record.ts';
import { activationStart, wasVisibleUntil, watchEntries, whenLoaded } from '../page.ts';
import type { VitalEvent } from '../wire.ts';

/** What explains a page load. */
export type LoadAttributes = (navigation: PerformanceNavigationTiming) => VitalEvent['attributes'];

/**
 * TTFB and LOAD: from navigation start, or activation of a prerendered page, to the first byte and to the end of the load event; `attributesOf` may
 * explain them. FID, in browsers that still report the first input: from the input to when its handlers could run.
 */
export function watchPageTimings(attributesOf?: LoadAttributes): void {
  whenLoaded((entry) => {
    const more = { attributes: attributesOf?.(entry) };
    recordVital('TTFB', entry.responseStart - activationStart(), more);
    if (wasVisibleUntil(entry.loadEventEnd))
      recordVital('LOAD', entry.loadEventEnd - activationStart(), more);
  });
  watchEntries('first-input', (input) => {
    const { startTime, processingStart } = input as PerformanceEventTiming;
    if (wasVisibleUntil(startTime)) recordVital('FID', processingStart - startTime);
  });
}
