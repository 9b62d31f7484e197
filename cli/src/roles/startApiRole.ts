import { fileURLToPath } from 'node:url';
import { createForwardedClient } from '@paceline/collector/forwardedClient';
import { startQueryApi } from '@paceline/query-api';
import {
  createLedgerReader,
  createQueueDepth,
  createRateLimiter,
  type QueueConnection,
} from '@paceline/queue';
import type { Logger } from 'pino';
import { connectStorage } from './connectStorage.ts';
import type { RoleDeps, RunningRole } from './startRoles.ts';

/** ClickHouse in, JSON and the dashboard out. */
export async function startApiRole(deps: RoleDeps): Promise<RunningRole> {
  const { config, log, registry } = deps;
  const storage = await connectStorage(deps);
  const queue = config.redisUrl === undefined ? undefined : connectQueue({ redisUrl: config.redisUrl }, log);
  const api = await startQueryApi({
    storage,
    apps: config.apps,
    budgets: config.budgets,
    retention: config.retention,
    pastMs: config.limits.pastMs,
    cacheBytes: config.apiLimits.apiCacheBytes,
    apiToken: config.apiToken,
    tokens: config.tokens,
    apiLimits: config.apiLimits,
    clientOf: createForwardedClient(config),
    publicUrl: config.publicUrl,
    ...(queue === undefined
      ? {}
      : { queueDepth: () => queue.depth.load(), ledger: queue.ledger, rateLimiter: queue.rateLimiter }),
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
      await Promise.all([
        storage.close(),
        queue?.depth.close(),
        queue?.ledger.close(),
        queue?.rateLimiter.close(),
      ]);
    },
  };
}

/** What is read of the queue, for probes, metrics and the ledger, and what counts with other API processes. */
function connectQueue(connection: QueueConnection, log: Logger) {
  return {
    depth: createQueueDepth(connection),
    ledger: createLedgerReader(connection),
    rateLimiter: createRateLimiter({
      ...connection,
      onError: (error) => log.warn({ err: error }, 'the rate limits of tokens hold for this process alone'),
    }),
  };
}
