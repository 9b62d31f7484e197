import { startWorker } from '@paceline/ingest-worker';
import { connectStorage } from './connectStorage.ts';
import { required } from './required.ts';
import type { RoleDeps, RunningRole } from './startRoles.ts';

/** Queue in, ClickHouse out; budgets evaluated, alerts delivered. */
export async function startWorkerRole(deps: RoleDeps): Promise<RunningRole> {
  const { config, log, registry } = deps;
  const storage = await connectStorage(deps);
  const worker = await startWorker({
    redisUrl: required(config.redisUrl, 'REDIS_URL'),
    storage,
    apps: config.apps,
    budgets: config.budgets,
    receivers: config.receivers,
    evaluateEverySeconds: config.evaluateEverySeconds,
    block: { maxEvents: config.ingest.blockEvents, windowMs: config.ingest.blockMs },
    publicUrl: config.publicUrl,
    log,
    now: Date.now,
    registry,
  });
  return {
    async close() {
      await worker.close();
      await storage.close();
    },
  };
}
