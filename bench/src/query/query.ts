import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnEngine } from '@paceline/engine';
import { generateLoad } from '../load/generateLoad.ts';
import { rounded } from '../rounded.ts';
import { type RunningPlatform, startPlatform, watchMemory } from '../runningPlatform.ts';
import { say } from '../say.ts';
import { askAround, KINDS, type Timing } from './askAround.ts';
import { readSizes } from './readSizes.ts';
import { storeMonth } from './storeMonth.ts';
import { APP } from './toEventsQuery.ts';

const USERS = 4;
const PASSWORD = 'query';
const KEY = 'query-key-0123456789abcdef';
const YAML = `apps:
  - name: ${APP}
    keys: [${KEY}]
    origins: []
limits:
  apiRequestsPerSecondPerToken: 1000000
`;

const FULL = { tenthEvents: 10_000_000, allEvents: 100_000_000, spanSeconds: 1200, seconds: 60 };
const QUICK = { tenthEvents: 50_000, allEvents: 500_000, spanSeconds: 86_400, seconds: 6 };

/** What a folder that is kept has, so that the next run can go on from there. */
interface Progress {
  readonly untilSeconds: number;
  readonly storedEvents: number;
  /** Figures of the tenth. */
  readonly tenth?: Readonly<Record<string, number>>;
}

/**
 * What a question of 30 days takes over HTTP, with 4 users who ask without a pause, at a tenth of the events and at all of
 * them. Everything is as its user has it: the default retention, the real views, the address of `npm start`.
 *
 * @param folder Keeps the stored events, as storing them takes most of the time; default: a temporary one.
 */
export async function benchQuery({
  quick,
  folder,
}: {
  quick: boolean;
  folder?: string | undefined;
}): Promise<Record<string, number>> {
  const { tenthEvents, allEvents, spanSeconds, seconds } = quick ? QUICK : FULL;
  const kept = folder ?? mkdtempSync(join(tmpdir(), 'paceline-query-'));
  mkdirSync(kept, { recursive: true });
  const engine = await spawnEngine({
    command: [process.execPath, 'dist/engine.mjs'],
    folder: join(kept, 'clickhouse'),
    password: PASSWORD,
    onLog: (line) => say(`engine: ${line}`),
  });
  try {
    const platform = await startPlatform({ yaml: YAML, env: { CLICKHOUSE_URL: engine.url } });
    try {
      let progress = readProgress(kept);
      const store = async (events: number, salt: number) => {
        const { untilSeconds, storedEvents } = progress;
        if (storedEvents >= events) return;
        const order = { clickhouseUrl: engine.url, untilSeconds, salt, spanSeconds };
        await storeMonth({ ...order, events: events - storedEvents });
        progress = writeProgress(kept, { ...progress, storedEvents: events });
      };
      await store(tenthEvents, 1);
      if (progress.tenth === undefined) {
        progress = writeProgress(kept, { ...progress, tenth: await measure(platform, seconds, 1) });
      }
      await store(allEvents, 2);
      const endWatch = watchMemory(platform);
      const all = await measure(platform, seconds, 2);
      const storing = await measureStoring(platform, seconds / 2);
      const memory = await endWatch();
      const sizes = await readSizes(engine.url);
      const { tenth = {} } = progress;
      return {
        events: allEvents,
        users: USERS,
        ...all,
        ...storing,
        ...Object.fromEntries(Object.entries(tenth).map(([name, value]) => [`tenth${capital(name)}`, value])),
        growthRatio: rounded((all['meanMs'] ?? Number.NaN) / (tenth['meanMs'] ?? Number.NaN)),
        rawBytesPerEvent: rounded(sizes.rawBytesPerEvent),
        rollupBytesPerEvent: rounded(sizes.rollupBytesPerEvent),
        ...Object.fromEntries(
          Object.entries(sizes.byTable).map(([table, bytes]) => [`${table}BytesPerEvent`, rounded(bytes)]),
        ),
        totalMb: Math.round(sizes.totalBytes / 1e6),
        largestProcessRssMb: rounded(Math.max(...Object.values(memory))),
      };
    } finally {
      await platform.stop();
    }
  } finally {
    await engine.stop();
    if (folder === undefined) rmSync(kept, { recursive: true, force: true });
  }
}

/** Asks with several users, beginning with nothing that is kept, and then with one. */
async function measure(
  platform: RunningPlatform,
  seconds: number,
  seed: number,
): Promise<Record<string, number>> {
  const timings = await askAround(platform, { users: USERS, seconds, seed });
  const first = timings.filter(({ isFirst }) => isFirst);
  const alone = await askAround(platform, { users: 1, seconds: seconds / 3, seed: seed + 100 });
  const figures = {
    questions: timings.length,
    meanMs: rounded(mean(timings)),
    p95Ms: rounded(quantile(timings, 0.95)),
    p99Ms: rounded(quantile(timings, 0.99)),
    ...Object.fromEntries(
      KINDS.map((kind) => [`${kind}MeanMs`, rounded(mean(timings.filter((timing) => timing.kind === kind)))]),
    ),
    firstQuestions: first.length,
    firstMeanMs: rounded(mean(first)),
    firstP95Ms: rounded(quantile(first, 0.95)),
    aloneMeanMs: rounded(mean(alone)),
    aloneP95Ms: rounded(quantile(alone, 0.95)),
  };
  say(`${figures.questions} questions of ${USERS} users: mean ${figures.meanMs} ms, P95 ${figures.p95Ms} ms`);
  return figures;
}

/** The same while events of the app are stored, some every second, so that nothing stays as it was. */
async function measureStoring(platform: RunningPlatform, seconds: number): Promise<Record<string, number>> {
  const load = generateLoad({
    host: '127.0.0.1',
    port: platform.port,
    key: KEY,
    eventsPerBatch: 10,
    connections: 1,
    seconds,
    ratePerSecond: 4,
  });
  const timings = await askAround(platform, { users: USERS, seconds, seed: 7 });
  await load;
  return { storingMeanMs: rounded(mean(timings)), storingP95Ms: rounded(quantile(timings, 0.95)) };
}

function readProgress(folder: string): Progress {
  const file = join(folder, 'progress.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Progress;
  const untilSeconds = Math.floor(Date.now() / 3_600_000) * 3600;
  return writeProgress(folder, { untilSeconds, storedEvents: 0 });
}

function writeProgress(folder: string, progress: Progress): Progress {
  writeFileSync(join(folder, 'progress.json'), JSON.stringify(progress));
  return progress;
}

function mean(timings: readonly Timing[]): number {
  return timings.reduce((sum, { ms }) => sum + ms, 0) / timings.length;
}

function quantile(timings: readonly Timing[], q: number): number {
  const sorted = timings.map(({ ms }) => ms).toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
