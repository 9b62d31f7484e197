import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import { portAnswers } from './portAnswers.ts';

const SHUTDOWN_TIMEOUT_MS = 10_000;
const POLL_MS = 50;

/**
 * Shuts down the Redis that a killed supervisor left behind on this folder: two servers must never write one
 * append-only file. It is found by the settings it was started with, and asked for its folder first, so that a
 * stranger on the same port is left alone.
 *
 * @throws {Error} when it does not end within 10 seconds
 */
export async function stopOrphan(configFile: string, folder: string): Promise<void> {
  const settings = await readSettings(configFile);
  const port = Number(settings.get('port'));
  const password = settings.get('requirepass');
  if (!Number.isInteger(port) || password === undefined) return;
  const redis = new Redis({
    host: '127.0.0.1',
    port,
    password,
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
    const [, servedFolder] = (await redis.config('GET', 'dir')) as [string?, string?];
    if (servedFolder !== folder) return;
    // The connection ends instead of an answer.
    await redis.shutdown('NOSAVE').catch(() => undefined);
  } catch {
    return;
  } finally {
    redis.disconnect();
  }
  await untilGone(port, folder);
}

/** Names with their quoted values, as `spawnRedis` writes them. */
async function readSettings(file: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const pairs = text.matchAll(/^(\S+) (".*")$/gm);
  return new Map(Array.from(pairs, ([, name = '', value = '""']) => [name, String(JSON.parse(value))]));
}

async function untilGone(port: number, folder: string): Promise<void> {
  const deadline = Date.now() + SHUTDOWN_TIMEOUT_MS;
  while (await portAnswers(port)) {
    if (Date.now() > deadline) throw new Error(`An earlier Redis still runs on ${folder} and does not end.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
