/** A main-thread task of more than 50 ms; times in ms since navigation start. */
export interface LongTask {
  readonly startTime: number;
  readonly duration: number;
}

/** Where a task stops being short, in ms (https://w3c.github.io/longtasks/). */
const SHORT_TASK_MS = 50;

/**
 * When a page became interactive, from its long tasks in order of time: `quietAt` is the end of
 * the last one before a window of `quietMs` without any after `fcp`, `interactiveAt` is the same
 * but not before `domReadyAt`, and `blockingMs` is what the tasks between `fcp` and then took
 * beyond 50 ms each.
 */
export function toInteractivity(
  tasks: readonly LongTask[],
  fcp: number,
  domReadyAt: number,
  quietMs: number,
): { quietAt: number; interactiveAt: number; blockingMs: number } {
  let quietAt = fcp;
  let blockingMs = 0;
  for (const { startTime, duration } of tasks) {
    if (startTime - quietAt >= quietMs) break;
    const end = startTime + duration;
    if (end <= fcp) continue;
    blockingMs += Math.max(0, end - Math.max(startTime, fcp) - SHORT_TASK_MS);
    quietAt = Math.max(quietAt, end);
  }
  return { quietAt, interactiveAt: Math.max(quietAt, domReadyAt), blockingMs };
}
