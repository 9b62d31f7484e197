import type { WorkerOptions } from 'bullmq';

/**
 * How the jobs of a worker that was killed are found again: its lock runs out, and the next check gives the
 * job to another worker. However often that happens, the job is never given up.
 */
export const RECOVERY = {
  lockDuration: 6_000,
  stalledInterval: 2_000,
  maxStalledCount: 1_000_000_000,
} as const satisfies Partial<WorkerOptions>;
