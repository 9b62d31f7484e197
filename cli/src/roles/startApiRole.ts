import { fileURLToPath } from 'node:url';
import { startQueryApi } from '@paceline/query-api';
import { createLedgerReader, createQueueDepth, type QueueConnection } from '@paceline/queue';
import { connectStorage } from './connectStorage.ts';
import type { RoleDeps, RunningRole } from './startRoles.ts';

/** ClickHouse in, JSON and the dashboard out. */
export async function startApiRole(deps: RoleDeps): Promise<RunningRole> {
  const { config, log, registry } = deps;
  const storage = await connectStorage(deps);
  const queue = config.redisUrl === undefined ? undefined : readQueue({ redisUrl: config.redisUrl });
  const api = await startQueryApi({
    storage,
    apps: config.apps,
    budgets: config.budgets,
    retention: config.retention,
    apiToken: config.apiToken,
    ...(queue === undefined ? {} : { queueDepth: () => queue.depth.load(), ledger: queue.ledger }),
    dashboardFolder: fileURLToPath(new URL('./dashboard/', import.meta.url)),
    log,
    now: Date.now,
    registry,
    host: config.host,
    port: config.port,
  });
  return {
    async close() {
      await api.close();
      await Promise.all([storage.close(), queue?.depth.close(), queue?.ledger.close()]);
    },
  };
}

/** What is read of the queue, for probes, metrics and the ledger. */
function readQueue(connection: QueueConnection) {
  return { depth: createQueueDepth(connection), ledger: createLedgerReader(connection) };
}
