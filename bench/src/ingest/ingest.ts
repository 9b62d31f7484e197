import { fork, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as wait } from 'node:timers/promises';
import { findRedisServer, spawnRedis } from '@paceline/queue';
import { Redis } from 'ioredis';
import { findFreePort } from '../findFreePort.ts';
import { generateLoad } from '../load/generateLoad.ts';
import { processMemoryMb } from '../processMemory.ts';
import { rounded } from '../rounded.ts';
import { startPlatform, watchMemory } from '../runningPlatform.ts';
import { say } from '../say.ts';

const KEY = 'bench-key-0123456789abcdef';
const EVENTS_PER_BEACON = 10;
/** Beacons come from many pages at once. */
const CONNECTIONS = 256;
const RATE_PER_SECOND = 5_000;
const REDIS_MEMORY_BYTES = 3e9;

/** One app that this machine alone may send for, as fast as it can. */
const YAML = `apps:
  - name: bench
    keys: [${KEY}]
    origins: []
limits:
  requestsPerSecondPerKey: 1000000
  requestsPerSecondPerIp: 1000000
`;

/**
 * How fast batches are acknowledged that are durable in the queue, against a server of the same framework that only parses
 * them; how long an acknowledgement takes at 5,000 requests a second; and the same once more while the whole platform runs,
 * and worker and engine store what comes on the same cores.
 */
export async function benchIngest({ quick }: { quick: boolean }): Promise<Record<string, number>> {
  const queued = await measureQueued(
    quick ? { rounds: 2, seconds: 3, pacedSeconds: 6 } : { rounds: 5, seconds: 5, pacedSeconds: 20 },
  );
  const whole = await measurePlatform(quick ? 8 : 30);
  return {
    ...queued,
    ...whole,
    largestProcessRssMb: Math.max(queued.collectorRssMb, whole['largestProcessRssMb'] ?? 0),
  };
}

/** Collector and durable queue. Floor and collector in turn, so that what else the machine does meets both. */
async function measureQueued({
  rounds,
  seconds,
  pacedSeconds,
}: {
  rounds: number;
  seconds: number;
  pacedSeconds: number;
}) {
  const folder = mkdtempSync(join(tmpdir(), 'paceline-bench-'));
  const redis = await startRedis(folder);
  const admin = new Redis(redis.url);
  const floor = await startFloor();
  const collector = await startCollector(folder, redis.url);
  try {
    const load = (port: number, forSeconds: number, ratePerSecond?: number) =>
      generateLoad({
        host: '127.0.0.1',
        port,
        key: KEY,
        eventsPerBatch: EVENTS_PER_BEACON,
        connections: CONNECTIONS,
        seconds: forSeconds,
        ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
      });
    for (const { port } of [floor, collector]) await load(port, 1);
    const floors: number[] = [];
    const acked: number[] = [];
    let errors = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const bare = await load(floor.port, seconds);
      await admin.flushall();
      const taken = await load(collector.port, seconds);
      floors.push(bare.acknowledged / seconds);
      acked.push(taken.acknowledged / seconds);
      errors += bare.errors + taken.errors;
      say(
        `round ${round} of ${rounds}: floor ${floors.at(-1)?.toFixed()}/s, acknowledged ${acked.at(-1)?.toFixed()}/s`,
      );
    }
    await admin.flushall();
    const paced = await load(collector.port, pacedSeconds, RATE_PER_SECOND);
    say(`at ${RATE_PER_SECOND}/s: P50 ${rounded(paced.p50Ms)} ms, P95 ${rounded(paced.p95Ms)} ms`);
    const ratios = acked.map((value, index) => value / (floors[index] ?? Number.NaN));
    return {
      ackedPerSecond: Math.round(median(acked)),
      floorPerSecond: Math.round(median(floors)),
      ratio: rounded(median(ratios)),
      worstRatio: rounded(Math.min(...ratios)),
      errorsAtFullSpeed: errors,
      p50MsAt5000: rounded(paced.p50Ms),
      p95MsAt5000: rounded(paced.p95Ms),
      p99MsAt5000: rounded(paced.p99Ms),
      errorsAt5000: paced.errors,
      collectorRssMb: rounded(processMemoryMb(collector.child.pid ?? 0) ?? 0),
    };
  } finally {
    floor.child.kill();
    collector.child.kill('SIGTERM');
    await collector.ended;
    admin.disconnect();
    await redis.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The whole platform at the same rate: collector, queue, worker and engine beside the load generator. */
async function measurePlatform(seconds: number): Promise<Record<string, number>> {
  const platform = await startPlatform({ yaml: YAML });
  try {
    const order = {
      host: '127.0.0.1',
      port: platform.port,
      key: KEY,
      eventsPerBatch: EVENTS_PER_BEACON,
      connections: CONNECTIONS,
      ratePerSecond: RATE_PER_SECOND,
    };
    await generateLoad({ ...order, seconds: 2 });
    const endWatch = watchMemory(platform);
    const result = await generateLoad({ ...order, seconds });
    const memory = await endWatch();
    say(`the same, stored: P50 ${rounded(result.p50Ms)} ms, P95 ${rounded(result.p95Ms)} ms`);
    return {
      platformP50MsAt5000: rounded(result.p50Ms),
      platformP95MsAt5000: rounded(result.p95Ms),
      platformP99MsAt5000: rounded(result.p99Ms),
      platformErrorsAt5000: result.errors,
      largestProcessRssMb: rounded(Math.max(...Object.values(memory))),
      ...Object.fromEntries(Object.entries(memory).map(([name, mb]) => [`${name}RssMbAt5000`, rounded(mb)])),
    };
  } finally {
    await platform.stop();
  }
}

async function startRedis(folder: string) {
  const binary = findRedisServer(process.env['PATH'] ?? '');
  if (binary === undefined) throw new Error('redis-server is not in PATH');
  return spawnRedis({
    binary,
    folder: join(folder, 'redis'),
    port: await findFreePort(),
    password: 'bench',
    maxMemoryBytes: REDIS_MEMORY_BYTES,
  });
}

async function startFloor(): Promise<{ readonly port: number; readonly child: ChildProcess }> {
  const child = fork(fileURLToPath(new URL('./floorServer.ts', import.meta.url)), {
    execArgv: ['--conditions=paceline-source', '--import', 'tsx'],
  });
  return new Promise((resolve, reject) => {
    child.once('message', ({ port }: { port: number }) => resolve({ port, child }));
    child.once('exit', (code) => reject(new Error(`the floor server ended (exit code ${code})`)));
  });
}

/** The collector as an image runs it: alone, on a Redis of its own. */
async function startCollector(folder: string, redisUrl: string) {
  const port = await findFreePort();
  const file = join(folder, 'paceline.yaml');
  writeFileSync(file, YAML);
  const child = spawn(process.execPath, ['dist/paceline.mjs', 'run', 'collector'], {
    env: {
      ...process.env,
      REDIS_URL: redisUrl,
      PACELINE_CONFIG: file,
      PACELINE_PORT: String(port),
      PACELINE_API_TOKEN: 'a-token-of-this-benchmark',
      PACELINE_DATA: folder,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  for (let tries = 0; tries < 200; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (answer?.ok === true) return { port, child, ended };
    await wait(50);
  }
  child.kill('SIGKILL');
  throw new Error('the collector did not become ready');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
