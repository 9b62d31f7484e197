import { startCollector } from '@paceline/collector';
import { createBatchProducer, createRateLimiter } from '@paceline/queue';
import { VERSION } from '../version.ts';
import { readSdkFiles } from './readSdkFiles.ts';
import { required } from './required.ts';
import type { RoleDeps, RunningRole } from './startRoles.ts';

/** HTTP in, queue out. */
export async function startCollectorRole({ config, log, registry }: RoleDeps): Promise<RunningRole> {
  const redisUrl = required(config.redisUrl, 'REDIS_URL');
  const { gatherMs, batchesPerJob, eventsPerJob, duplicateWindowSeconds, queuedJobs } = config.ingest;
  const producer = createBatchProducer({
    redisUrl,
    windowMs: gatherMs,
    maxBatchesPerJob: batchesPerJob,
    maxEventsPerJob: eventsPerJob,
    duplicateWindowSeconds,
    maxQueuedJobs: queuedJobs,
    onError: (error) => log.error({ err: error }, 'Redis cannot be reached; senders are told to come back'),
  });
  const rateLimiter = createRateLimiter({
    redisUrl,
    onError: (error) => log.warn({ err: error }, 'the rate limits hold for this collector alone'),
  });
  return startCollector({
    apps: config.apps,
    limits: config.limits,
    producer,
    rateLimiter,
    trustedProxies: config.trustedProxies,
    ...(config.countryHeader === undefined ? {} : { countryHeader: config.countryHeader }),
    ...(config.apiUrl === undefined ? {} : { apiUrl: config.apiUrl }),
    sdkFiles: await readSdkFiles(new URL('./browser/', import.meta.url)),
    version: VERSION,
    log,
    now: Date.now,
    registry,
    host: config.host,
    port: config.port,
  });
}
