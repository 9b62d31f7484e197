import { guarded } from './guarded.ts';

/** Ends what was begun with the functions below. */
let stopping: AbortController;
let takes: (() => void)[];

export const startPage = (): void => {
  stopping = new AbortController();
  takes = [];
};
export const stopPage = (): void => stopping.abort();

/** `run`, guarded, until the SDK is stopped. */
export const whileRunning = <Value>(run: (value: Value) => void): ((value: Value) => void) => {
  const { signal } = stopping;
  return guarded((value) => {
    if (!signal.aborted) run(value);
  });
};

export const runLater = (callback: () => void, ms?: number): void =>
  void setTimeout(whileRunning(callback), ms);

export const listenTo = (target: EventTarget, type: string, listener: (event: Event) => void): void =>
  target.addEventListener(type, whileRunning(listener), { capture: true, signal: stopping.signal });

/** Calls back with the entries of `type`, those from before included; returns whether the browser has that type. */
export const watchEntries = (type: string, callback: (entry: PerformanceEntry) => void): boolean => {
  if (!PerformanceObserver.supportedEntryTypes.includes(type)) return false;
  // One by one, so that an odd entry costs no other.
  const one = whileRunning(callback);
  const each = (entries: PerformanceEntryList): void => entries.forEach(one);
  const observer = new PerformanceObserver((list) => each(list.getEntries()));
  observer.observe({ type, buffered: true });
  takes.push(() => each(observer.takeRecords()));
  return true;
};

/** Calls back with the entries that the browser was about to call back with. */
export const takeEntries = (): void => takes.forEach((take) => take());

/** The navigation timing of the page, where the browser tells it. */
const navigationEntry = (): PerformanceNavigationTiming | undefined =>
  performance.getEntriesByType('navigation')[0];

/** When the visitor began to wait, in ms since navigation start: 0, or when a prerendered page was shown. */
export const activationStart = (): number => navigationEntry()?.activationStart ?? 0;

/** Whether the page can be seen, and could since the visitor began to wait: in the background all is slow. */
export const wasVisible = (): boolean =>
  !document.hidden &&
  !performance
    .getEntriesByType('visibility-state')
    .some(({ name, startTime }) => name === 'hidden' && startTime >= activationStart());

/** Calls back once the load event has ended; at once if it has. */
export const whenLoaded = (callback: (navigation: PerformanceNavigationTiming) => void): void => {
  // One task after the event, its end is known.
  const later = (): void =>
    runLater(() => {
      const entry = navigationEntry();
      if (entry?.loadEventEnd) callback(entry);
    });
  if (document.readyState === 'complete') later();
  else listenTo(window, 'load', later);
};
