import { realpath } from 'node:fs/promises';
import { withSpawnedRedis } from './withSpawnedRedis.ts';

/**
 * Address, with password, of the Redis that `spawnRedis` started on a folder and that runs there now; `undefined` when none
 * does.
 *
 * @throws {Error} when its settings file is there and cannot be read: it is its owner's alone
 */
export async function readRedisUrl(folder: string): Promise<string | undefined> {
  const real = await realpath(folder).catch(() => undefined);
  return real === undefined ? undefined : withSpawnedRedis(real, async (_redis, { url }) => url);
}
