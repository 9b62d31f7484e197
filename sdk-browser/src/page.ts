import { guarded } from './guarded.ts';
import type { TelemetryEvent, VitalEvent, VitalName } from './wire.ts';

type Sent<Event> = Event extends TelemetryEvent ? Omit<Event, 'at' | 'weight'> & { at?: number } : never;

/** An event as an instrumentation gives it: its time is now and its route the page's, unless it says otherwise. */
export type NewEvent = Sent<TelemetryEvent>;

/** What every instrumentation gets to work with. All callbacks are guarded, and end with `stop`. */
export interface Page {
  readonly record: (event: NewEvent) => void;
  /** Records a vital of at least 0, on the route of the page as it was loaded or restored. */
  readonly recordVital: (
    name: VitalName,
    value: number,
    more?: Pick<VitalEvent, 'id' | 'navigationType' | 'attributes'>,
  ) => void;
  readonly landingRoute: () => string;
  readonly toRoute: (path: string) => string;
  /** Where the SDK's own batches go. */
  readonly ingestUrl: string;
  /** Whether the page could be seen from navigation start until `moment`: in the background all is slow. */
  readonly wasVisibleUntil: (moment: number) => boolean;
  readonly listen: (target: EventTarget, type: string, listener: (event: Event) => void) => void;
  /** Calls back with the entries of `type`, those from before included, where the browser has that type. */
  readonly observe: (type: string, callback: (entry: PerformanceEntry) => void) => void;
  /** Calls back once the load event has ended; at once if it has. */
  readonly onLoaded: (callback: () => void) => void;
  /** Calls back whenever the page gets hidden, before its last batch is made. */
  readonly onHidden: (callback: () => void) => void;
  readonly after: (ms: number, callback: () => void) => void;
}

/** What the page itself needs to be told. */
export type PageDeps = Pick<Page, 'record' | 'landingRoute' | 'toRoute' | 'ingestUrl'>;

/** The navigation timing of the page, where the browser tells it. */
export const navigationEntry = (): PerformanceNavigationTiming | undefined =>
  performance.getEntriesByType('navigation')[0];

/** When the visitor began to wait, in ms since navigation start: 0, or when a prerendered page was shown. */
export const activationStart = (): number => navigationEntry()?.activationStart ?? 0;

/** Time of day of a moment on the page's own clock, in ms since the Unix epoch. */
export const wallClock = (moment: number): number => Math.round(Date.now() - performance.now() + moment);

/** A page that is prerendered is hidden, but no one waits for it yet. */
const hiddenNow = (): boolean => document.hidden && !document.prerendering;

/** Turns the browser's events into {@link Page}. `hide` runs the callbacks of `onHidden`; `stop` ends them all. */
export function createPage(deps: PageDeps): { page: Page; hide: () => void; stop: () => void } {
  const aborter = new AbortController();
  const { signal } = aborter;
  const hideCallbacks: (() => void)[] = [];
  const whileRunning = <Arguments extends unknown[]>(run: (...values: Arguments) => void) =>
    guarded((...values: Arguments) => {
      if (!signal.aborted) run(...values);
    });

  const page: Page = {
    ...deps,
    record: whileRunning(deps.record),
    recordVital(name, value, more) {
      page.record({ type: 'vital', name, value: Math.max(0, value), route: deps.landingRoute(), ...more });
    },
    wasVisibleUntil: (moment) =>
      moment <=
      (performance
        .getEntriesByType('visibility-state')
        .find(({ name, startTime }) => name === 'hidden' && startTime >= activationStart())?.startTime ??
        hiddenAt),
    listen(target, type, listener) {
      target.addEventListener(type, whileRunning(listener), { capture: true, signal });
    },
    observe: guarded((type, callback) => {
      if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
      const one = whileRunning(callback);
      const each = (entries: PerformanceEntryList): void => entries.forEach((entry) => one(entry));
      const observer = new PerformanceObserver((list) => each(list.getEntries()));
      observer.observe({ type, buffered: true });
      hideCallbacks.push(() => each(observer.takeRecords()));
      signal.addEventListener('abort', () => observer.disconnect());
    }),
    onLoaded(callback) {
      // One task later, `loadEventEnd` is known.
      const later = (): void => page.after(0, callback);
      if (document.readyState === 'complete') later();
      else page.listen(window, 'load', later);
    },
    onHidden: (callback) => void hideCallbacks.push(whileRunning(callback)),
    after(ms, callback) {
      setTimeout(whileRunning(callback), ms);
    },
  };

  let hiddenAt = hiddenNow() ? 0 : Infinity;
  page.listen(window, 'visibilitychange', ({ timeStamp }) => {
    if (hiddenNow()) hiddenAt = Math.min(hiddenAt, timeStamp);
  });

  return {
    page,
    hide: () => hideCallbacks.forEach((callback) => guarded(callback)()),
    stop: () => aborter.abort(),
  };
}
