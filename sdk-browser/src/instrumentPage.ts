import { guarded } from './guarded.ts';
import { runLater } from './page.ts';
import type { Handle } from './handle.ts';
import { reportError, watchErrors } from './instrumentations/errors.ts';
import { watchInteractivity } from './instrumentations/interactivity.ts';
import { watchPageTimings, type LoadAttributes } from './instrumentations/pageTimings.ts';
import { recordCache, watchResources } from './instrumentations/resources.ts';
import { watchVitals, type VitalAttributes, type WatchVital } from './instrumentations/vitals.ts';

/** Measures all that a page can say, its vitals with `watchers`; each part by itself, so that none costs another. */
export function instrumentPage(
  watchers: readonly WatchVital[],
  vitalAttributes?: VitalAttributes,
  loadAttributes?: LoadAttributes,
): void {
  guarded(watchErrors)();
  guarded(watchPageTimings)(loadAttributes);
  const paintListeners = [guarded(watchInteractivity)(), guarded(watchResources)()];
  // In a task of its own: all at once would be a long one on a slow phone. Nothing is missed, since the browser keeps what was.
  runLater(() =>
    watchVitals(
      watchers,
      (moment) => paintListeners.forEach((listener) => listener?.(moment)),
      vitalAttributes,
    ),
  );
}

/** What the handle can do beside what that of the vitals can. */
export const MORE_METHODS: Pick<Handle, 'recordCache' | 'recordError'> = {
  recordError: guarded((error) => reportError('handled', error)),
  recordCache: guarded(recordCache),
};
