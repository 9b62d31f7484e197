import { readFile } from 'node:fs/promises';
import { startCollector } from '@paceline/collector';
import { createBatchProducer } from '@paceline/queue';
import type { RoleDeps, RunningRole } from './startRoles.ts';
import { required } from './required.ts';

/** HTTP in, queue out. */
export async function startCollectorRole({ config, log, registry }: RoleDeps): Promise<RunningRole> {
  const producer = createBatchProducer({
    redisUrl: required(config.redisUrl, 'REDIS_URL'),
    onError: (error) => log.error({ err: error }, 'Redis cannot be reached; senders are told to come back'),
  });
  return startCollector({
    apps: config.apps,
    limits: config.limits,
    producer,
    ...(config.apiUrl === undefined ? {} : { apiUrl: config.apiUrl }),
    sdkScript: await readFile(new URL('./paceline.js', import.meta.url)),
    log,
    now: Date.now,
    registry,
    host: config.host,
    port: config.port,
  });
}
