import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { startOwnRedis } from '../test/startOwnRedis.ts';
import { readRedisUrl } from './readRedisUrl.ts';

const closers: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function startRedis() {
  const redis = await startOwnRedis();
  closers.push(() => redis.remove());
  return redis;
}

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paceline-folder-'));
  closers.push(() => rm(folder, { recursive: true }));
  return folder;
}

describe('the address of the Redis on a folder', () => {
  it('lets one in', async () => {
    const { folder } = await startRedis();
    const url = await readRedisUrl(folder);
    expect(url).toBeDefined();
    const redis = new Redis(url ?? '');
    expect(await redis.ping()).toBe('PONG');
    redis.disconnect();
  });

  it('is known as long as it runs, also by a link to the folder', async () => {
    const redis = await startRedis();
    const link = join(await aFolder(), 'link');
    await symlink(redis.folder, link);
    expect(await readRedisUrl(link)).toBe(redis.url);
    await redis.stop();
    expect(await readRedisUrl(link)).toBeUndefined();
  });

  it('is unknown where none ever ran', async () => {
    const folder = await aFolder();
    expect(await readRedisUrl(folder)).toBeUndefined();
    expect(await readRedisUrl(join(folder, 'nowhere'))).toBeUndefined();
  });

  it('is not that of another folder whose Redis has the port now', async () => {
    const redis = await startRedis();
    const folder = await aFolder();
    await writeFile(join(folder, 'redis.conf'), await readFile(join(redis.folder, 'redis.conf'), 'utf8'));
    expect(await readRedisUrl(folder)).toBeUndefined();
  });

  it('is refused to whoever cannot read its settings', async () => {
    const folder = await aFolder();
    await mkdir(join(folder, 'redis.conf'));
    await expect(readRedisUrl(folder)).rejects.toThrow();
  });
});
