import { statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { EventOf } from '@paceline/protocol';
import { MAX_COUNT, MAX_NAME_LENGTH, MAX_POOLS } from '../limits.ts';
import type { PoolUsage } from '../paceline.ts';

/** How often the event-loop delay is taken, in milliseconds. */
const DELAY_RESOLUTION_MS = 20;
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

  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MS });
  delay.enable();
  let cpu = process.cpuUsage();
  let cpuAt = performance.now();
  let loop = performance.eventLoopUtilization();

  async function sample(): Promise<void> {
    const used = process.cpuUsage(cpu);
    const now = performance.now();
    const elapsedMicroseconds = (now - cpuAt) * 1000;
    const utilization = performance.eventLoopUtilization(loop).utilization;
    const { rss, heapUsed } = process.memoryUsage();
    // The histogram holds the times between two wake-ups, which a quiet loop spaces by the resolution.
    const delayMs = delay.percentile(99) / 1e6 - DELAY_RESOLUTION_MS;
    cpu = process.cpuUsage();
    cpuAt = now;
    loop = performance.eventLoopUtilization();
    delay.reset();
    const poolUsages = readPools(pools);
    const diskShare = await usedDiskShare();
    onSample({
      type: 'system',
      at: Date.now(),
      cpuShare: share((used.user + used.system) / elapsedMicroseconds / availableParallelism()),
      memoryBytes: rss,
      heapBytes: heapUsed,
      eventLoopDelayMs: Number.isFinite(delayMs) ? Math.max(0, delayMs) : 0,
      eventLoopUtilization: share(utilization),
      ...(diskShare === undefined ? {} : { diskShare }),
      ...(poolUsages.length === 0 ? {} : { pools: poolUsages }),
    });
  }

  let isStopped = false;
  // After the timers of this turn: when the loop was held up, the delay's own timer must note that before it is read.
  const run = () =>
    setImmediate(() => {
      if (!isStopped) void sample().catch(() => undefined);
    });
  const first = setTimeout(run, Math.min(intervalMs, FIRST_SAMPLE_MS)).unref();
  const every = setInterval(run, intervalMs).unref();
  return {
    addPool,
    stop() {
      isStopped = true;
      clearTimeout(first);
      clearInterval(every);
      delay.disable();
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
