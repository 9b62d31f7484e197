import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TelemetryEvent } from '@paceline/protocol';
import { createCacheCounts } from './createCacheCounts.ts';
import { createErrorReports } from './createErrorReports.ts';
import { measureHttpServers } from './instrumentations/measureHttpServers.ts';
import { sampleSystem } from './instrumentations/sampleSystem.ts';
import { MAX_BATCH_EVENTS, MAX_CRASH_BATCHES } from './limits.ts';
import type { Paceline } from './paceline.ts';
import type { Settings } from './parseOptions.ts';
import { createBodyWriter } from './sending/batches.ts';
import { createEventBuffer } from './sending/createEventBuffer.ts';
import { createSender } from './sending/createSender.ts';
import { sendBeforeCrash } from './sending/sendBeforeCrash.ts';
import { timed } from './timed.ts';
import { toInferenceEvent, toMeasureEvent, toQueryEvent, toRequestEvent } from './toEvents.ts';

const SDK = 'node/0.1.0';
/** Marks the SDK's own batches, so that a collector that measures itself does not measure them. */
const SENDER_HEADER = 'x-paceline-sender';

/** Starts everything that `settings` ask for. */
export function startMeasuring(settings: Settings, onProblem: (problem: string) => void): Paceline {
  const senderId = randomUUID();
  const target = {
    url: settings.url,
    headers: {
      'content-type': 'application/json',
      'x-paceline-key': settings.key,
      [SENDER_HEADER]: senderId,
    },
    timeoutMs: settings.requestTimeoutMs,
  };
  const buffer = createEventBuffer(settings.maxBufferedEvents);
  const sender = createSender({
    buffer,
    target,
    writeBody: createBodyWriter(settings, SDK),
    retryBaseMs: settings.retryBaseMs,
    onProblem,
  });
  const cacheCounts = createCacheCounts();
  const errorReports = createErrorReports();
  let recorded = 0;
  let overflowed = 0;
  let stopped = false;

  function push(event: TelemetryEvent): void {
    recorded += 1;
    overflowed += buffer.push(event);
  }

  // Outside of whatever request made the buffer full, which must not be kept alive by a batch.
  const sendFullBatch = AsyncResource.bind(() => void sender.send('full'));

  function record(event: TelemetryEvent | undefined): void {
    if (stopped || event === undefined) return;
    push(event);
    if (buffer.size() % MAX_BATCH_EVENTS === 0) sendFullBatch();
  }

  /** Turns what was counted since the last flush into events. */
  const collect = guarded(() => {
    for (const event of cacheCounts.take(Date.now())) push(event);
    for (const event of errorReports.take()) push(event);
  });

  /** Sampling keeps the sums right: what is kept counts for what is not. Failures are always kept. */
  function sampled(event: TelemetryEvent | undefined): TelemetryEvent | undefined {
    if (event?.type !== 'request' || settings.sampleRate === 1) return event;
    if (event.status === 0 || event.status >= 500) return event;
    return Math.random() < settings.sampleRate ? { ...event, weight: 1 / settings.sampleRate } : undefined;
  }

  const ownPath = new URL(settings.url).pathname;
  const isOwn = (request: IncomingMessage) =>
    request.url?.startsWith(ownPath) === true && request.headers[SENDER_HEADER] === senderId;
  const stopRequests = settings.measureRequests
    ? measureHttpServers(isOwn, (request) => record(sampled(toRequestEvent(request, Date.now()))))
    : () => undefined;
  const system = sampleSystem(settings.systemIntervalMs, record);

  const onTick = () => {
    collect();
    void sender.send('due');
  };
  const ticking = setInterval(onTick, settings.flushIntervalMs).unref();

  const onUncaught = (error: unknown, origin: string) => {
    try {
      errorReports.add(origin === 'unhandledRejection' ? 'rejection' : 'uncaught', error, Date.now());
      // The app may handle it and go on.
      if (process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback())
        return;
      collect();
      sendBeforeCrash(target, sender.takeUnsent(MAX_CRASH_BATCHES));
    } catch {
      // The app's own error is the one to be seen.
    }
  };
  if (settings.reportUncaught) process.on('uncaughtExceptionMonitor', onUncaught);

  const onBeforeExit = () => {
    collect();
    void sender.send('last-chance');
  };
  process.once('beforeExit', onBeforeExit);

  return {
    measure: guarded((name, value, attributes) =>
      record(toMeasureEvent(name, value, attributes, Date.now())),
    ),
    recordRequest: guarded((request) => record(sampled(toRequestEvent(request, Date.now())))),
    recordError: guarded((error) => {
      if (!stopped) errorReports.add('handled', error, Date.now());
    }),
    recordCache: guarded(({ layer, outcome, name = '', count = 1 }) =>
      countCache(layer, name, outcome, count),
    ),
    cache: {
      hit: (name, layer = 'memory') => countCache(layer, name, 'hit', 1),
      miss: (name, layer = 'memory') => countCache(layer, name, 'miss', 1),
      evict: (name, layer = 'memory') => countCache(layer, name, 'eviction', 1),
    },
    timeQuery: (system, operation, fn) =>
      timed(
        fn,
        guarded((durationMs, ok) => record(toQueryEvent({ system, operation, durationMs, ok }, Date.now()))),
      ),
    timeInference: (name, fn, options) =>
      timed(
        fn,
        guarded((durationMs, ok) => {
          const coldStart = options?.coldStart;
          record(toInferenceEvent({ kind: 'model', name, durationMs, ok, coldStart }, Date.now()));
        }),
      ),
    timeVectorSearch: (name, fn) =>
      timed(
        fn,
        guarded((durationMs, ok) =>
          record(toInferenceEvent({ kind: 'vector-search', name, durationMs, ok }, Date.now())),
        ),
      ),
    pool(name, read) {
      try {
        return system.addPool(name, read);
      } catch {
        return () => undefined;
      }
    },
    flush() {
      collect();
      return sender.send('now');
    },
    stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(ticking);
      stopRequests();
      system.stop();
      process.off('uncaughtExceptionMonitor', onUncaught);
      process.off('beforeExit', onBeforeExit);
      collect();
      void sender.send('last-chance');
    },
    counts() {
      const { accepted, dropped, refused, waiting } = sender.counts();
      return { recorded, accepted, dropped, refused, overflowed, waiting: waiting + buffer.size() };
    },
  };

  function countCache(...lookup: Parameters<typeof cacheCounts.count>): void {
    if (!stopped) cacheCounts.count(...lookup);
  }
}

/** `run`, made so that nothing it throws reaches the app. */
function guarded<Arguments extends unknown[]>(
  run: (...values: Arguments) => void,
): (...values: Arguments) => void {
  return (...values) => {
    try {
      run(...values);
    } catch {
      // A measurement is never worth an error in the app.
    }
  };
}
