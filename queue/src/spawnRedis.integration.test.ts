import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startOwnRedis } from '../test/startOwnRedis.ts';
import { findRedisServer } from './findRedisServer.ts';
import { spawnRedis } from './spawnRedis.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

let redis: Awaited<ReturnType<typeof startOwnRedis>> | undefined;

afterEach(async () => {
  await redis?.remove();
});

async function ask<Answer>(url: string, question: (client: Redis) => Promise<Answer>): Promise<Answer> {
  const client = new Redis(url);
  client.on('error', () => undefined);
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

describe('a Redis of our own', () => {
  it('keeps what was written when it is started again', async () => {
    redis = await startOwnRedis();
    await ask(redis.url, (client) => client.set('kept', 'yes'));
    await redis.stop();
    await redis.start();
    expect(await ask(redis.url, (client) => client.get('kept'))).toBe('yes');
  });

  it('lets nobody in without the password, which no other user can read', async () => {
    redis = await startOwnRedis();
    const open = `redis://127.0.0.1:${redis.options.port}`;
    await expect(ask(open, (client) => client.get('kept'))).rejects.toThrow('NOAUTH');
    expect(redis.child().spawnargs.join(' ')).not.toContain(redis.options.password);
    const { mode } = await stat(join(redis.folder, 'redis.conf'));
    expect(mode & 0o077).toBe(0);
  });

  it('ends one that a killed supervisor left on its folder, and goes on with its rows', async () => {
    redis = await startOwnRedis();
    const orphan = redis.child();
    await ask(redis.url, (client) => client.set('from', 'the orphan'));
    await redis.start();
    await vi.waitFor(() => expect(orphan.exitCode).toBe(0), PATIENCE);
    expect(await ask(redis.url, (client) => client.get('from'))).toBe('the orphan');
  });

  it('says why it could not be started', async () => {
    redis = await startOwnRedis();
    const folder = join(redis.folder, 'other');
    await expect(spawnRedis({ ...redis.options, folder })).rejects.toThrow(
      /Redis could not be started: .*address/i,
    );
  });

  it('is not found where PATH has none', () => {
    expect(findRedisServer('/nowhere')).toBeUndefined();
  });
});
