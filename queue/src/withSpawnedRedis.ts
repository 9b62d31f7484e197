import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** Where a Redis that `spawnRedis` started can be reached. */
export interface SpawnedAddress {
  /** With the password. */
  readonly url: string;
  readonly port: number;
}

/** Settings file of a Redis of our own in its folder. */
export const SETTINGS_FILE = 'redis.conf';

/**
 * Asks the Redis that `spawnRedis` started on `folder` (a real path), if it runs now. Its settings file says where it is, and it
 * is asked for its folder first, as a stranger may have its port by now. `undefined` when there is none.
 *
 * @throws {Error} when the settings file is there and cannot be read: it is its owner's alone
 */
export async function withSpawnedRedis<Answer>(
  folder: string,
  ask: (redis: Redis, address: SpawnedAddress) => Promise<Answer>,
): Promise<Answer | undefined> {
  const address = toAddress(await readIfThere(join(folder, SETTINGS_FILE)));
  if (address === undefined) return undefined;
  const redis = new Redis(address.url, {
    lazyConnect: true,
    connectTimeout: 500,
    commandTimeout: 2_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const dir: unknown = await redis.config('GET', 'dir');
    if (!Array.isArray(dir) || dir[1] !== folder) return undefined;
  } catch {
    redis.disconnect();
    return undefined;
  }
  try {
    return await ask(redis, address);
  } finally {
    redis.disconnect();
  }
}

/** Settings stand as `spawnRedis` writes them: a name and a quoted value a line. */
function toAddress(settings: string): SpawnedAddress | undefined {
  const pairs = settings.matchAll(/^(\S+) (".*")$/gm);
  const values = new Map(
    Array.from(pairs, ([, name = '', value = '""']) => [name, String(JSON.parse(value))]),
  );
  const port = Number(values.get('port'));
  const password = values.get('requirepass');
  if (!Number.isInteger(port) || password === undefined) return undefined;
  return { url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`, port };
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
