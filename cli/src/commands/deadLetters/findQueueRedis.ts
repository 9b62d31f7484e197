import { join } from 'node:path';
import { dataFolderOf } from '@paceline/config';
import { readRedisUrl } from '@paceline/queue';
import { FatalError } from '../../fatalError.ts';
import { loadCheckedConfig } from '../loadCheckedConfig.ts';

/**
 * Address of the queue's Redis: the configured one, or that of the Paceline that runs on the data folder.
 *
 * @throws {FatalError} when none is configured and none runs, or the configuration is broken
 */
export async function findQueueRedis(): Promise<string> {
  const isConfigured = (process.env['REDIS_URL'] ?? '').trim() !== '';
  // Looked for first: before the first start, the configuration lacks what that start generates, and says so at length.
  const running = isConfigured ? undefined : await findRunning();
  const { redisUrl = running } = await loadCheckedConfig();
  if (redisUrl === undefined) throw new FatalError('REDIS_URL is empty: set it to the address of the queue.');
  return redisUrl;
}

async function findRunning(): Promise<string> {
  const dataFolder = dataFolderOf(process.env, process.cwd());
  const redisUrl = await readRedisUrl(join(dataFolder, 'redis')).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FatalError(
      `the settings of the running Redis cannot be read (${reason}): be the user who started Paceline, or set REDIS_URL.`,
    );
  });
  if (redisUrl !== undefined) return redisUrl;
  throw new FatalError(
    `Paceline does not run on ${dataFolder}: start it with "paceline up", or set PACELINE_DATA to its folder or REDIS_URL to its Redis.`,
  );
}
