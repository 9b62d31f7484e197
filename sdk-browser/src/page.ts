import { guarded } from './guarded.ts';
import { MAX_IDLE_WAIT_MS } from './limits.ts';

/** Ends what was begun with the functions below. */
let stopping: AbortController;
let takes: (() => void)[];
/** What waits for idle time. */
let waiting: (() => void)[];

export const startPage = (): void => {
  stopping = new AbortController();
  takes = [];
  waiting = [];
};
export const stopPage = (): void => stopping.abort();

/** `run`, guarded, until the SDK is stopped. */
export const whileRunning = <Value>(run: (value: Value) => void): ((value: Value) => void) => {
  const { signal } = stopping;
  return guarded((value) => {
    if (!signal.aborted) run(value);
  });
};

const runNext = (): void => waiting.shift()?.();

/**
 * Runs `callback` when the page has nothing else to do, or when it is left: nothing that the visitor sees waits for it. Where
 * the browser does not tell when it is idle it is a task of its own. What is asked for first runs first.
 */
export const whenIdle = (callback: () => void): void => {
  waiting.push(whileRunning<void>(callback));
  // A timer takes what is no number for none.
  (window.requestIdleCallback ?? (setTimeout as unknown as typeof requestIdleCallback))(runNext, {
    timeout: MAX_IDLE_WAIT_MS,
  });
};

/** As {@link whenIdle}, `ms` from now. */
export const runLater = (callback: () => void, ms: number): void =>
  void setTimeout(
    whileRunning(() => whenIdle(callback)),
    ms,
  );

export const listenTo = (target: EventTarget, type: string, listener: (event: Event) => void): void =>
  target.addEventListener(type, whileRunning(listener), { capture: true, signal: stopping.signal });

/** Calls back with the entries of `type`, those from before included; returns whether the browser has that type. */
export const watchEntries = (type: string, callback: (entry: PerformanceEntry) => void): boolean => {
  if (!PerformanceObserver.supportedEntryTypes.includes(type)) return false;
  // One by one, so that an odd entry costs no other.
  const one = whileRunning(callback);
  const each = (entries: PerformanceEntryList): void => entries.forEach(one);
  const observer = new PerformanceObserver((list) => whenIdle(() => each(list.getEntries())));
  observer.observe({ type, buffered: true });
  takes.push(() => each(observer.takeRecords()));
  return true;
};

/** Runs what waits for idle time, and calls back with the entries that the browser was about to call back with. */
export const catchUp = (): void => {
  while (waiting[0]) runNext();
  takes.forEach((take) => take());
};

/** The navigation timing of the page, where the browser tells it and its first byte can be. */
export const navigationEntry = (): PerformanceNavigationTiming | undefined => {
  const entry = performance.getEntriesByType('navigation')[0];
  return entry && entry.responseStart > 0 && entry.responseStart < performance.now() ? entry : undefined;
};

/** When the visitor began to wait, in ms since navigation start: 0, or when a prerendered page was shown. */
export const activationStart = (): number => navigationEntry()?.activationStart ?? 0;

/**
 * Whether the page could be seen from when the visitor began to wait until `moment`, in ms since navigation start: in the
 * background all is slow. Where the browser keeps no account of it, whether it can be seen now.
 */
export const wasVisibleUntil = (moment: number): boolean => {
  const states = performance.getEntriesByType('visibility-state');
  return states[0]
    ? !states.some(
        ({ name, startTime }) => name === 'hidden' && startTime >= activationStart() && startTime < moment,
      )
    : !document.hidden;
};

/** Calls back once the load event has ended and the page is not prerendered, or not any more. */
export const whenLoaded = (callback: (navigation: PerformanceNavigationTiming) => void): void => {
  const look = (): void =>
    whenIdle(() => {
      const entry = navigationEntry();
      if (document.prerendering) listenTo(document, 'prerenderingchange', look);
      else if (entry?.loadEventEnd) callback(entry);
      else listenTo(window, 'load', look);
    });
  look();
};
