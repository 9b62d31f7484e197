import { activationStart, runLater, watchEntries, whenLoaded } from '../page.ts';
import type { PaintListener } from './vitals.ts';
import { recordVital } from '../record.ts';

/** How long the main thread must have been free of long tasks, in ms. */
const QUIET_MS = 5000;

/** Where a task stops being short, in ms (https://w3c.github.io/longtasks/). */
const SHORT_TASK_MS = 50;

/** More tasks than fit before a quiet time, for pages that never paint. */
const MAX_TASKS = 1000;

/**
 * TTI and TBT. TTI is not defined for the field, so it is approximated and marked so: the end of the last long task before a quiet
 * window of 5 s after first contentful paint; or the load event where the browser does not
 * tell long tasks. TBT is what the tasks between first contentful paint and then took beyond 50 ms each. A page that is left
 * before there was a quiet window is judged by what was seen until then, and says that it was not `quiet`.
 */
export function watchInteractivity(): PaintListener {
  const tasks: PerformanceEntry[] = [];
  let navigation: PerformanceNavigationTiming | undefined;
  let fcp = 0;
  let isQuiet = false;

  const update = (): void => {
    if (isQuiet || !navigation || !fcp) return;
    let quietAt = fcp;
    let blockingMs = 0;
    for (const { startTime, duration } of tasks) {
      const end = startTime + duration;
      if (startTime - quietAt >= QUIET_MS) break;
      if (end <= fcp) continue;
      blockingMs += Math.max(0, end - Math.max(startTime, fcp) - SHORT_TASK_MS);
      quietAt = Math.max(quietAt, end);
    }
    const leftMs = quietAt + QUIET_MS - performance.now();
    isQuiet = leftMs <= 0;
    if (!isQuiet) runLater(update, leftMs + 1);
    const more = { attributes: { approximate: true, quiet: isQuiet } };
    recordVital('TTI', (tellsTasks ? quietAt : navigation.loadEventEnd) - activationStart(), more, {
      lastOf: 'TTI',
    });
    if (tellsTasks) recordVital('TBT', blockingMs, more, { lastOf: 'TBT' });
  };

  const tellsTasks = watchEntries('longtask', (task) => {
    if (!isQuiet && tasks.length < MAX_TASKS) tasks.push(task);
    update();
  });
  // First contentful paint and the load event come in either order.
  whenLoaded((entry) => {
    navigation = entry;
    update();
  });
  return (moment) => {
    fcp = moment;
    update();
  };
}
