import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/**
 * Address, with password, of the Redis that `spawnRedis` started on a folder and that runs there now; `undefined` when none
 * does. Its settings file says where it is; it is asked for its folder, as somebody else may have its port by now.
 *
 * @throws {Error} when the settings file is there and cannot be read: it is its owner's alone
 */
export async function readRedisUrl(folder: string): Promise<string | undefined> {
  const text = await readIfThere(join(folder, 'redis.conf'));
  const port = settingOf(text, 'port');
  const password = settingOf(text, 'requirepass');
  if (port === undefined || password === undefined) return undefined;
  const url = `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}`;
  return (await servesFolder(url, await realpath(folder))) ? url : undefined;
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/** Settings stand as `spawnRedis` writes them: a name and a quoted value a line. */
function settingOf(text: string, name: string): string | undefined {
  const quoted = new RegExp(`^${name} (".*")$`, 'm').exec(text)?.[1];
  return quoted === undefined ? undefined : String(JSON.parse(quoted));
}

async function servesFolder(url: string, folder: string): Promise<boolean> {
  const redis = new Redis(url, {
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
    const answer: unknown = await redis.config('GET', 'dir');
    return Array.isArray(answer) && answer[1] === folder;
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
