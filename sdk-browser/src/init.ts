import type { Batch } from '@paceline/protocol';
import { createEventQueue } from './eventQueue.ts';
import { guarded } from './guarded.ts';
import { watchCacheLookups } from './instrumentations/cacheLookups.ts';
import { watchErrors } from './instrumentations/errors.ts';
import { watchFirstInputDelay } from './instrumentations/firstInputDelay.ts';
import { watchInteractivity } from './instrumentations/interactivity.ts';
import { watchPageLoad } from './instrumentations/pageLoad.ts';
import { watchPageWeight } from './instrumentations/pageWeight.ts';
import { watchRequests } from './instrumentations/requests.ts';
import { watchVitals } from './instrumentations/vitals.ts';
import {
  FIRST_FLUSH_MS,
  FLUSH_AT_LENGTH,
  FLUSH_EVERY_MS,
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  MAX_NAME_LENGTH,
} from './limits.ts';
import type { Options, PageContext } from './options.ts';
import { createPage, type NewEvent } from './page.ts';
import { pageContext } from './pageContext.ts';
import { randomId } from './randomId.ts';
import { routeTemplate } from './routeTemplate.ts';
import { sessionId } from './sessionId.ts';
import { splitEvents } from './splitEvents.ts';
import { createTransport } from './transport.ts';
import { createUnsentStore } from './unsentStore.ts';
import type { CacheLayer, CacheOutcome, TelemetryEvent } from './wire.ts';

declare global {
  interface Window {
    /** Handle of the SDK that was started by a script tag. */
    paceline?: Handle;
  }
}

/** What `init` returns. No method throws. */
export interface Handle {
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
  /** Records `count` lookups in, or evictions from, a cache of the app's own. */
  readonly recordCache: (layer: CacheLayer, outcome: CacheOutcome, count?: number, name?: string) => void;
  /** Records an error that the app has handled. */
  readonly recordError: (error: unknown) => void;
  /** Names the route that the page shows from now on, as `/orders/:id`. */
  readonly setRoute: (template: string) => void;
  /** Says more about this page view, or corrects it. */
  readonly setContext: (partial: PageContext) => void;
}

const nothing = (): void => {};

const INERT: Handle = {
  stop: nothing,
  flush: async () => {},
  measure: nothing,
  recordCache: nothing,
  recordError: nothing,
  setRoute: nothing,
  setContext: nothing,
};

let running: Handle | undefined;
let warned = false;

/**
 * Starts measuring the page and sending to Paceline. Never throws. Called again while it runs, it
 * warns once and returns the same handle. Measures nothing on a server, in a page view that
 * sampling leaves out, or for a visitor who sends Global Privacy Control.
 */
export function init(options: Options): Handle {
  if (typeof document === 'undefined') return INERT;
  if (running) {
    // oxlint-disable-next-line no-console -- the one thing that the developer of the page must hear
    if (!warned) console.warn('Paceline: init() was called twice; the first call counts.');
    warned = true;
    return running;
  }
  try {
    const sampleRate = Math.min(1, options.sampleRate ?? 1);
    const refused = (options.respectGlobalPrivacyControl ?? true) && navigator.globalPrivacyControl;
    running = refused || !(Math.random() < sampleRate) ? INERT : start(options, sampleRate);
  } catch {
    running = INERT;
  }
  return running;
}

function start(options: Options, sampleRate: number): Handle {
  const ingestUrl = `${options.endpoint.replace(/\/+$/, '')}/v1/events`;
  const transport = createTransport(
    `${ingestUrl}?key=${encodeURIComponent(options.key)}`,
    createUnsentStore(options.key),
  );
  const queue = createEventQueue();
  const toRoute = (path: string): string => routeTemplate(path, options.routes);
  let context: PageContext = pageContext(navigator);
  let pageViewId = randomId();
  let namedRoute = options.route && toRoute(options.route);
  let landingRoute = namedRoute ?? toRoute(location.pathname);
  let landingPath = namedRoute ? '' : location.pathname;
  let stopped = false;
  let flushed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const toSend = (event: TelemetryEvent): TelemetryEvent[] => {
    if (!options.beforeSend) return [event];
    try {
      return [options.beforeSend(event) ?? []].flat();
    } catch {
      // What the app wanted to check is not sent unchecked.
      return [];
    }
  };

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    // Nobody has seen the page yet, and perhaps nobody will.
    if (document.prerendering) return;
    flushed = true;
    const groups = splitEvents(queue.take().flatMap(toSend), MAX_BATCH_BYTES, MAX_BATCH_EVENTS);
    const sending = groups.map((events) => {
      const batch: Batch = {
        id: randomId(),
        sentAt: Date.now(),
        release: options.release?.slice(0, MAX_NAME_LENGTH),
        environment: options.environment?.slice(0, MAX_NAME_LENGTH),
        source: 'browser',
        context: { ...context, sdk: SDK, pageViewId, sessionId: sessionId() },
        events,
      };
      return transport.send(batch);
    });
    await Promise.all([...sending, transport.resend()]);
  };

  const record = (event: NewEvent): void => {
    queue.push({
      at: Date.now(),
      route: namedRoute ?? toRoute(location.pathname),
      ...(sampleRate < 1 && { weight: 1 / sampleRate }),
      ...event,
    });
    if (queue.length() > FLUSH_AT_LENGTH) void flush();
    else
      timer ??= setTimeout(
        () => void flush(),
        flushed ? (options.flushEveryMs ?? FLUSH_EVERY_MS) : (options.firstFlushMs ?? FIRST_FLUSH_MS),
      );
  };

  const { page, hide, stop } = createPage({ record, toRoute, ingestUrl, landingRoute: () => landingRoute });

  const leave = guarded(() => {
    hide();
    void flush();
  });
  const watch = (): void => {
    if (stopped) return;
    page.listen(window, 'pageshow', (event) => {
      if (!(event as PageTransitionEvent).persisted) return;
      pageViewId = randomId();
      landingRoute = namedRoute ?? toRoute(location.pathname);
    });
    for (const instrumentation of [
      watchVitals,
      watchFirstInputDelay,
      watchPageLoad,
      watchInteractivity,
      watchRequests,
      watchPageWeight,
      watchCacheLookups,
    ])
      guarded(instrumentation)(page);
  };
  const recordError = watchErrors(page);
  // A page that is only prepared was not seen by anyone yet.
  if (document.prerendering) page.listen(document, 'prerenderingchange', watch);
  else watch();
  // After the listeners of web-vitals, which are on the window and so come first: their last values go along.
  // Leaving a visible page hides it after `pagehide`, so there only a page that was hidden before is asked.
  page.listen(document, 'visibilitychange', () => {
    if (document.hidden) leave();
    else void transport.resend();
  });
  page.listen(window, 'pagehide', () => {
    if (document.hidden) leave();
  });
  page.listen(window, 'online', () => void transport.resend());

  return {
    stop: guarded(() => {
      if (stopped) return;
      leave();
      stopped = true;
      stop();
      transport.stop();
      running = undefined;
    }),
    flush: () => flush().catch(nothing),
    measure: guarded((name, value, attributes) => page.record({ type: 'measure', name, value, attributes })),
    recordCache: guarded((layer, outcome, count = 1, name) =>
      page.record({ type: 'cache', layer, outcome, count, name }),
    ),
    recordError: guarded(recordError),
    setRoute: guarded((template) => {
      namedRoute = toRoute(template);
      // A router that names the page as it was loaded names where the vitals belong.
      if (location.pathname === landingPath) landingRoute = namedRoute;
      landingPath = '';
    }),
    setContext: guarded((partial) => {
      context = { ...context, ...partial };
    }),
  };
}

/** Name and version, as every batch says them. */
const SDK = 'browser/0.1.0';
