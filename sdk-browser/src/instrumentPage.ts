import { guarded } from './guarded.ts';
import { whenIdle } from './page.ts';
import type { Handle } from './handle.ts';
import { reportError, watchErrors } from './instrumentations/errors.ts';
import { watchInteractivity } from './instrumentations/interactivity.ts';
import { watchPageTimings, type LoadAttributes } from './instrumentations/pageTimings.ts';
import { recordCache, watchResources } from './instrumentations/resources.ts';
import {
  watchVitals,
  type PaintListener,
  type VitalAttributes,
  type WatchVital,
} from './instrumentations/vitals.ts';

/** Measures all that a page can say, its vitals with `watchers`. */
export function instrumentPage(
  watchers: readonly WatchVital[],
  vitalAttributes?: VitalAttributes,
  loadAttributes?: LoadAttributes,
): void {
  const paintListeners: PaintListener[] = [];
  // The browser keeps what these ask for.
  whenIdle(() => watchPageTimings(loadAttributes));
  whenIdle(() => paintListeners.push(watchInteractivity()));
  whenIdle(() =>
    watchVitals(
      watchers,
      (moment) => paintListeners.forEach((listener) => listener(moment)),
      vitalAttributes,
    ),
  );
  watchErrors();
  // A page that loads much fills the browser's buffer, or clears it.
  paintListeners.push(watchResources());
}

/** What the handle can do beside what that of the vitals can. */
export const MORE_METHODS: Pick<Handle, 'recordCache' | 'recordError'> = {
  recordError: guarded((error) => reportError('handled', error)),
  recordCache: guarded(recordCache),
};
