import { portAnswers } from './portAnswers.ts';
import { withSpawnedRedis } from './withSpawnedRedis.ts';

const SHUTDOWN_TIMEOUT_MS = 10_000;
const POLL_MS = 50;

/**
 * Shuts down the Redis that a killed supervisor left behind on this folder (a real path): two servers must never write one
 * append-only file.
 *
 * @throws {Error} when it does not end within 10 seconds
 */
export async function stopOrphan(folder: string): Promise<void> {
  const port = await withSpawnedRedis(folder, async (redis, address) => {
    // The connection ends instead of an answer.
    await redis.shutdown('NOSAVE').catch(() => undefined);
    return address.port;
  });
  if (port !== undefined) await untilGone(port, folder);
}

async function untilGone(port: number, folder: string): Promise<void> {
  const deadline = Date.now() + SHUTDOWN_TIMEOUT_MS;
  while (await portAnswers(port)) {
    if (Date.now() > deadline) throw new Error(`An earlier Redis still runs on ${folder} and does not end.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
