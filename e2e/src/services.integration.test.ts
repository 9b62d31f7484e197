import { createClient } from '@clickhouse/client';
import { Redis } from 'ioredis';
import { expect, inject, it } from 'vitest';

it('gives each test run a Redis that never evicts and a ClickHouse that takes queries', async () => {
  const redis = new Redis(inject('redisUrl'));
  expect(await redis.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
  expect(await redis.config('GET', 'appendonly')).toEqual(['appendonly', 'yes']);
  await redis.quit();
  const client = createClient({ url: inject('clickhouseUrl') });
  const answer = await client.query({ query: 'SELECT 1 AS one', format: 'JSONEachRow' });
  expect(await answer.json()).toEqual([{ one: 1 }]);
  await client.close();
});
