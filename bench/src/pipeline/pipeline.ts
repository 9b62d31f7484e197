import { setTimeout as wait } from 'node:timers/promises';
import { loadLedger } from '../ledger.ts';
import { generateLoad, startLoad } from '../load/generateLoad.ts';
import { rounded } from '../rounded.ts';
import { type RunningPlatform, startPlatform, watchMemory } from '../runningPlatform.ts';
import { say } from '../say.ts';
import { measureFreshness, PROBE_APP } from './measureFreshness.ts';

const APP = 'bench';
const KEY = 'bench-key-0123456789abcdef';
const PROBE_KEY = 'probe-key-0123456789abcdef';
/** As a server's SDK batches them. */
const EVENTS_PER_BATCH = 50;
const CONNECTIONS = 64;
const LOADED_EVENTS_PER_SECOND = 50_000;
/** The load is held back while more events are in flight, so that what is measured is a steady state and not a backlog. */
const DEPTH_EVENTS = 40_000;
const LOOK_EVERY_MS = 100;

const YAML = `apps:
  - name: ${APP}
    keys: [${KEY}]
    origins: []
  - name: ${PROBE_APP}
    keys: [${PROBE_KEY}]
    origins: []
limits:
  requestsPerSecondPerKey: 1000000
  requestsPerSecondPerIp: 1000000
`;

/**
 * From the load generator's socket to rows that the API reads, all on this machine: how many events a second are stored at a
 * steady queue depth, and how long an event takes from its `202` to the summary, idle and loaded.
 */
export async function benchPipeline({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const platform = await startPlatform({ yaml: YAML });
  const endWatch = watchMemory(platform);
  try {
    const idle = await measureFreshness(platform, PROBE_KEY, quick ? 5 : 20);
    say(`idle: P95 ${rounded(quantile(idle, 0.95))} ms from 202 to the API`);
    const stored = await measureStored(platform, quick ? 10 : 40);
    say(`stored: ${Math.round(stored.storedEventsPerSecond)} events/s`);
    const loaded = await measureLoaded(platform, quick ? 10 : 40);
    const memory = await endWatch();
    const ledger = await settled(platform);
    return {
      ...stored,
      freshnessP50MsLoaded: rounded(quantile(loaded.times, 0.5)),
      freshnessP95MsLoaded: rounded(quantile(loaded.times, 0.95)),
      freshnessP50MsIdle: rounded(quantile(idle, 0.5)),
      freshnessP95MsIdle: rounded(quantile(idle, 0.95)),
      loadedEventsPerSecond: Math.round(loaded.eventsPerSecond),
      loadedErrors: loaded.errors,
      unaccountedEvents: ledger.unaccounted ?? Number.NaN,
      largestProcessRssMb: rounded(Math.max(...Object.values(memory))),
      ...Object.fromEntries(Object.entries(memory).map(([name, mb]) => [`${name}RssMb`, rounded(mb)])),
    };
  } finally {
    await endWatch();
    await platform.stop();
  }
}

/** Offers as much as is taken, holds the queue's depth, and counts what ClickHouse has. */
async function measureStored(platform: RunningPlatform, seconds: number) {
  const warmUpSeconds = 3;
  const load = startLoad(orderOf(platform, warmUpSeconds + seconds + 1));
  const depths: number[] = [];
  let isPaused = false;
  const startedAt = performance.now();
  const since = (ms: number) => ms - startedAt;
  let first: { readonly at: number; readonly stored: number } | undefined;
  let last: { readonly at: number; readonly stored: number } | undefined;
  while (since(performance.now()) < (warmUpSeconds + seconds) * 1000) {
    const ledger = await loadLedger(platform, APP);
    if (ledger?.stored !== undefined && ledger.stored !== null) {
      const at = performance.now();
      if (since(at) >= warmUpSeconds * 1000) {
        first ??= { at, stored: ledger.stored };
        last = { at, stored: ledger.stored };
        depths.push(ledger.inFlight);
      }
      if (ledger.inFlight > DEPTH_EVENTS !== isPaused) load.pause((isPaused = !isPaused));
    }
    await wait(LOOK_EVERY_MS);
  }
  load.pause(false);
  const { errors } = await load.result;
  await settled(platform);
  if (first === undefined || last === undefined || last.at === first.at)
    throw new Error('the ledger could not be read');
  return {
    storedEventsPerSecond: Math.round(((last.stored - first.stored) / (last.at - first.at)) * 1000),
    depthEventsP50: quantile(depths, 0.5),
    depthEventsMax: Math.max(...depths),
    storedErrors: errors,
  };
}

async function measureLoaded(platform: RunningPlatform, seconds: number) {
  const ratePerSecond = LOADED_EVENTS_PER_SECOND / EVENTS_PER_BATCH;
  const load = generateLoad({ ...orderOf(platform, seconds + 3), ratePerSecond });
  await wait(3_000);
  const times = await measureFreshness(platform, PROBE_KEY, seconds);
  const result = await load;
  say(
    `at ${LOADED_EVENTS_PER_SECOND} events/s: P95 ${rounded(quantile(times, 0.95))} ms from 202 to the API`,
  );
  return {
    times,
    errors: result.errors,
    eventsPerSecond: (result.acknowledged * EVENTS_PER_BATCH) / result.seconds,
  };
}

function orderOf(platform: RunningPlatform, seconds: number) {
  return {
    host: '127.0.0.1',
    port: platform.port,
    key: KEY,
    eventsPerBatch: EVENTS_PER_BATCH,
    connections: CONNECTIONS,
    seconds,
  };
}

/** The ledger once nothing is in flight any more. */
async function settled(platform: RunningPlatform) {
  for (;;) {
    const ledger = await loadLedger(platform, APP);
    if (ledger?.inFlight === 0) return ledger;
    await wait(LOOK_EVERY_MS);
  }
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? Number.NaN;
}
