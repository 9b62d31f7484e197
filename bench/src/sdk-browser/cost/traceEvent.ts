/** What is read of an event of Chromium's trace; times are in microseconds of one clock. */
export interface TraceEvent {
  readonly name: string;
  /** Phase: `X` has a duration, the others are moments or ends of one. */
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** Of `dur`, how long the thread had a processor. */
  readonly tdur?: number;
  readonly args?: {
    readonly fileName?: string;
    readonly data?: {
      readonly url?: string;
      readonly documentLoaderURL?: string;
      readonly isOutermostMainFrame?: boolean;
      readonly interactionId?: number;
      /** Whether an idle callback ran since it had waited long enough, idle or not. */
      readonly timedOut?: boolean;
      /** Milliseconds from an input to the next paint, not rounded. */
      readonly duration?: number;
    };
  };
}

/**
 * What has to be recorded for `readTrace`, and no more: recording costs the main thread as well.
 */
export const TRACE_CATEGORIES = [
  '-*',
  // Evaluation, compilation, callbacks and what dispatches them, layouts, interactions.
  'devtools.timeline',
  // Microtasks.
  'v8.execute',
  // Tasks.
  'disabled-by-default-devtools.timeline',
  // Start of the navigation, end of the load, the largest contentful paint.
  'blink.user_timing',
  'loading',
];
