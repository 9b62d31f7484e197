import type { Page } from '../page.ts';

/** FID, in browsers that still report the first input: from the input to when its handlers could run. */
export function watchFirstInputDelay(page: Page): void {
  page.observe('first-input', (input) => {
    const { startTime, processingStart } = input as PerformanceEventTiming;
    if (page.wasVisibleUntil(startTime)) page.recordVital('FID', processingStart - startTime);
  });
}
