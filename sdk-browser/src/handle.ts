import type { PageContext } from './options.ts';
import type { CacheLayer, CacheOutcome } from './wire.ts';

declare global {
  interface Window {
    /** Handle of the SDK that was started by a script tag. */
    paceline?: Handle;
  }
}

/** What `init` of every entry returns. No method throws. */
export interface BaseHandle {
  /** Sends what waits and ends all measuring. `init` may be called again afterwards. */
  readonly stop: () => void;
  /** Sends what waits now; resolves when it was sent or kept. */
  readonly flush: () => Promise<void>;
  /** Records a number of the app's own as metric `custom.<name>`; `name` in lower case, with digits, `_` and `.`. */
  readonly measure: (
    name: string,
    value: number,
    attributes?: Readonly<Record<string, string | number | boolean>>,
  ) => void;
  /** Names the route that the page shows from now on, as `/orders/:id`. */
  readonly setRoute: (template: string) => void;
  /** Says more about this page view, or corrects it. */
  readonly setContext: (partial: PageContext) => void;
  /**
   * Whether the visitor agrees, for pages that began with `waitForConsent`. With `false` what was measured is
   * forgotten, and taken off the device; measuring goes on, and nothing leaves the page.
   */
  readonly setConsent: (isGiven: boolean) => void;
}

/** What `init` returns. No method throws. */
export interface Handle extends BaseHandle {
  /** Records `count` lookups in, or evictions from, a cache of the app's own. */
  readonly recordCache: (layer: CacheLayer, outcome: CacheOutcome, count?: number, name?: string) => void;
  /** Records an error that the app has handled. */
  readonly recordError: (error: unknown) => void;
}
