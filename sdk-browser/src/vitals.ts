import type { Batch } from '@paceline/protocol';
import { onCLS, onFCP, onINP, onLCP, onTTFB, type Metric } from 'web-vitals';
import { guarded } from './guarded.ts';
import type { Handle } from './handle.ts';
import { MAX_NAME_LENGTH, MAX_UNSENT_BATCHES } from './limits.ts';
import type { Options } from './options.ts';
import { catchUp, startPage } from './page.ts';
import { randomId } from './randomId.ts';
import { checkAddress, nameRoute, routeAt, startRoutes } from './routeHistory.ts';
import { SDK } from './sdk.ts';
import { sessionId } from './sessionId.ts';
import { applySettings, ingestUrl } from './settings.ts';
import type { TelemetryEvent } from './wire.ts';

/** What the `init` of this entry takes. */
export type VitalsOptions = Pick<
  Options,
  'endpoint' | 'key' | 'release' | 'environment' | 'sampleRate' | 'route' | 'routes' | 'beforeSend'
>;

/** What the `init` of this entry returns. No method throws. */
export type VitalsHandle = Pick<Handle, 'stop' | 'flush' | 'setRoute'>;

let isRunning = false;

/**
 * Measures LCP, INP, CLS, FCP and TTFB only, and sends them when the page is hidden. What fails is sent by the tab's next page,
 * under the same id, without pauses of its own. For the rest it is as the `init` of the whole SDK.
 */
export const init = (options: VitalsOptions): VitalsHandle => {
  const { key, release, environment, sampleRate = 1, beforeSend } = options;
  const item = `paceline:${key}`;
  let current = new Map<string, TelemetryEvent>();
  let sent: string[] = [];
  /** web-vitals cannot be stopped, and `init` may be called again. */
  let isStopped = false;

  const post = async (batch: Batch): Promise<void> => {
    try {
      const { status } = await fetch(`${ingestUrl()}?key=${encodeURIComponent(key)}`, {
        method: 'POST',
        body: JSON.stringify({ ...batch, sentAt: Date.now() }),
        keepalive: true,
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
      });
      if (status < 500 && status !== 429 && status !== 408) return;
    } catch {
      // As when the collector cannot take it now.
    }
    guarded(() => {
      const kept = JSON.parse(sessionStorage[item] || '[]') as Batch[];
      sessionStorage[item] = JSON.stringify([...kept, batch].slice(-MAX_UNSENT_BATCHES));
    })();
  };
  const flush = async (): Promise<void> => {
    const seen = beforeSend ? guarded(beforeSend) : (event: TelemetryEvent) => event;
    const events = [...current.values()].flatMap((event) => seen(event) ?? []);
    sent = [...sent, ...current.keys()].slice(-99);
    current = new Map();
    if (events[0] && isRunning && !isStopped)
      await post({
        id: randomId(),
        sentAt: 0,
        release: release?.slice(0, MAX_NAME_LENGTH),
        environment: environment?.slice(0, MAX_NAME_LENGTH),
        source: 'browser',
        context: { connection: navigator.connection?.effectiveType, sdk: SDK, sessionId: sessionId() },
        events,
      });
  };
  const leave = guarded(() => {
    if (!document.hidden) return;
    catchUp();
    void flush();
  });
  const take = guarded((metric: Metric) => {
    const { name, value, id, navigationType, entries } = metric;
    checkAddress();
    // That one has its first byte after 0 ms is a matter of definition, and would only flatter.
    const isImmediate = name === 'TTFB' && /soft|cache/.test(navigationType);
    // In a page that has fixed its random numbers all have one id.
    const own = name + id;
    if (!sent.includes(own) && !isImmediate)
      current.set(own, {
        type: 'vital',
        at: Date.now(),
        route: routeAt(entries[0]?.startTime),
        weight: 1 / sampleRate,
        name,
        value,
        id,
        navigationType,
      });
  });

  if (
    !isRunning &&
    typeof document !== 'undefined' &&
    Math.random() < sampleRate &&
    !navigator.globalPrivacyControl
  )
    guarded(() => {
      isRunning = true;
      applySettings(options);
      startPage();
      startRoutes();
      guarded(() => window.navigation.addEventListener('currententrychange', checkAddress))();
      for (const watch of [onFCP, onTTFB, onLCP, onCLS, onINP])
        watch(take, { reportAllChanges: true, reportSoftNavs: true });
      document.addEventListener('visibilitychange', leave, true);
      const kept = JSON.parse(sessionStorage[item] || '[]') as Batch[];
      delete sessionStorage[item];
      kept.forEach((batch) => void post(batch));
    })();
  return {
    stop: guarded(() => {
      void flush();
      isRunning = false;
      isStopped = true;
    }),
    flush,
    setRoute: guarded(nameRoute),
  };
};

export type { Options, PageContext } from './options.ts';
export type * from './wire.ts';
