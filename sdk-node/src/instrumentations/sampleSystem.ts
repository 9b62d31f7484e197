import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { createHistogram, performance } from 'node:perf_hooks';
import type { EventOf } from '@paceline/protocol';
import { MAX_COUNT, MAX_NAME_LENGTH, MAX_POOLS } from '../limits.ts';
import type { PoolUsage } from '../paceline.ts';

/** How often the event loop is asked to wake up, in milliseconds; what it is late is its delay. */
const WAKE_UP_MS = 20;
/** The first sample comes early, so that a new instance is soon seen. */
const FIRST_SAMPLE_MS = 1000;

export interface SystemSampler {
  /** Samples a connection pool with everything else; returns what ends that. */
  addPool(name: string, read: () => PoolUsage): () => void;
  stop(): void;
}

/**
 * Samples the CPU share, memory, disk, event loop and connection pools of this process.
 *
 * @param intervalMs Time between two samples; 0 samples nothing.
 */
export function sampleSystem(
  intervalMs: number,
  onSample: (sample: EventOf<'system'>) => void,
): SystemSampler {
  const pools = new Map<string, () => PoolUsage>();
  const addPool = (name: string, read: () => PoolUsage) => {
    const key = name.slice(0, MAX_NAME_LENGTH);
    if (key !== '' && (pools.has(key) || pools.size < MAX_POOLS)) pools.set(key, read);
    return () => {
      if (pools.get(key) === read) pools.delete(key);
    };
  };
  if (intervalMs === 0) return { addPool, stop: () => undefined };

  // Not `monitorEventLoopDelay`: it forgets a delay that its reset falls into.
  const wakeUps = createHistogram();
  let wokeAt = performance.now();
  const wakingUp = setInterval(() => {
    const now = performance.now();
    wakeUps.record(Math.max(1, Math.round((now - wokeAt) * 1e6)));
    wokeAt = now;
  }, WAKE_UP_MS).unref();
  let cpu = process.cpuUsage();
  let cpuAt = performance.now();
  let loop = performance.eventLoopUtilization();

  async function sample(): Promise<void> {
    const used = process.cpuUsage(cpu);
    const now = performance.now();
    const elapsedMicroseconds = (now - cpuAt) * 1000;
    const utilization = performance.eventLoopUtilization(loop).utilization;
    const { rss, heapUsed } = process.memoryUsage();
    const delayMs = wakeUps.percentile(99) / 1e6 - WAKE_UP_MS;
    cpu = process.cpuUsage();
    cpuAt = now;
    loop = performance.eventLoopUtilization();
    wakeUps.reset();
    const poolUsages = readPools(pools);
    const diskShare = await usedDiskShare();
    onSample({
      type: 'system',
      at: Date.now(),
      cpuShare: share((used.user + used.system) / elapsedMicroseconds / availableParallelism()),
      memoryBytes: rss,
      heapBytes: heapUsed,
      eventLoopDelayMs: Math.max(0, delayMs),
      eventLoopUtilization: share(utilization),
      ...(diskShare === undefined ? {} : { diskShare }),
      ...(poolUsages.length === 0 ? {} : { pools: poolUsages }),
    });
  }

  const run = () => void sample().catch(() => undefined);
  const first = intervalMs > FIRST_SAMPLE_MS ? setTimeout(run, FIRST_SAMPLE_MS).unref() : undefined;
  const every = setInterval(run, intervalMs).unref();
  return {
    addPool,
    stop() {
      clearTimeout(first);
      clearInterval(every);
      clearInterval(wakingUp);
    },
  };
}

function readPools(pools: ReadonlyMap<string, () => PoolUsage>): NonNullable<EventOf<'system'>['pools']> {
  return [...pools].flatMap(([name, read]) => {
    try {
      const { active, idle, waiting, size } = read();
      const counts = { active: count(active), idle: count(idle), waiting: count(waiting), size: count(size) };
      return Object.values(counts).includes(-1) ? [] : [{ name, ...counts }];
    } catch {
      // A pool that cannot say is left out.
      return [];
    }
  });
}

/** -1 for what is no count. */
function count(value: unknown): number {
  return typeof value === 'number' && value >= 0 && value <= MAX_COUNT ? Math.round(value) : -1;
}

/** As `df` counts it: of what is not kept for the superuser. */
async function usedDiskShare(): Promise<number | undefined> {
  try {
    const { blocks, bfree, bavail } = await statfs(process.cwd());
    const used = blocks - bfree;
    return used + bavail > 0 ? share(used / (used + bavail)) : undefined;
  } catch {
    return undefined;
  }
}

function share(value: number): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0;
}
