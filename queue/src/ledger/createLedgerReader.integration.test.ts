import { DROP_REASONS, REFUSAL_REASONS } from '@paceline/protocol';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { aPrefix } from '../../test/aPrefix.ts';
import { startOwnRedis } from '../../test/startOwnRedis.ts';
import type { LedgerReader } from '../queue.ts';
import { createLedgerReader } from './createLedgerReader.ts';
import { LEDGER_FIELDS, ledgerKey, storeStateKey } from './ledgerKeys.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const { received, inFlight, deadLettered, dropped, refused } = LEDGER_FIELDS;

let redis: Redis;
const readers: LedgerReader[] = [];

beforeAll(() => {
  redis = new Redis(inject('redisUrl'));
});
afterEach(async () => {
  await Promise.all(readers.splice(0).map((reader) => reader.close()));
});
afterAll(() => redis.disconnect());

function aReader(prefix: string, redisUrl = inject('redisUrl')): LedgerReader {
  const reader = createLedgerReader({ redisUrl, prefix });
  readers.push(reader);
  return reader;
}

describe('a ledger reader', () => {
  it('reads every count of every app that is asked for, in the order of asking', async () => {
    const prefix = aPrefix();
    const drops = DROP_REASONS.map((reason, index) => [reason, 10 + index] as const);
    const refusals = REFUSAL_REASONS.map((reason, index) => [reason, 100 + index] as const);
    await redis.hset(ledgerKey(prefix, 'shop'), {
      [received]: 9_007_199_254_740_000,
      [inFlight]: 7,
      [deadLettered]: 3,
      ...Object.fromEntries(drops.map(([reason, count]) => [dropped(reason), count])),
      ...Object.fromEntries(refusals.map(([reason, count]) => [refused(reason), count])),
    });
    await redis.hset(ledgerKey(prefix, 'blog'), { [received]: 1 });
    const [blog, shop] = await aReader(prefix).load(['blog', 'shop']);
    expect(shop).toEqual({
      app: 'shop',
      received: 9_007_199_254_740_000,
      inFlight: 7,
      deadLettered: 3,
      dropped: Object.fromEntries(drops),
      refusedRequests: Object.fromEntries(refusals),
    });
    expect(blog).toMatchObject({ app: 'blog', received: 1 });
  });

  it('reads zeros of what was never counted, and what the empty app counts', async () => {
    const prefix = aPrefix();
    await redis.hincrby(ledgerKey(prefix, ''), refused('unknown-key'), 4);
    const [shop, nobody] = await aReader(prefix).load(['shop', '']);
    expect(shop).toEqual({
      app: 'shop',
      received: 0,
      inFlight: 0,
      deadLettered: 0,
      dropped: Object.fromEntries(DROP_REASONS.map((reason) => [reason, 0])),
      refusedRequests: Object.fromEntries(REFUSAL_REASONS.map((reason) => [reason, 0])),
    });
    expect(nobody?.refusedRequests['unknown-key']).toBe(4);
    expect(await aReader(prefix).load([])).toEqual([]);
  });

  it('says whether workers can store once one of them said so', async () => {
    const prefix = aPrefix();
    const reader = aReader(prefix);
    expect(await reader.loadStoreState()).toBeUndefined();
    await redis.hset(storeStateKey(prefix), { state: 'unreachable', since: 1_700_000_000_000 });
    expect(await reader.loadStoreState()).toEqual({ state: 'unreachable', since: 1_700_000_000_000 });
  });
});

describe('a ledger reader without a Redis that answers', () => {
  it('rejects instead of waiting, and reads again when Redis is back', async () => {
    const own = await startOwnRedis();
    try {
      const reader = aReader('{own}', own.url);
      await vi.waitFor(() => reader.load(['shop']), PATIENCE);
      own.child().kill('SIGSTOP');
      await expect(reader.load(['shop'])).rejects.toThrow();
      await expect(reader.loadStoreState()).rejects.toThrow();
      own.child().kill('SIGCONT');
      await vi.waitFor(() => reader.load(['shop']), PATIENCE);
      await own.stop();
      await vi.waitFor(() => expect(reader.load(['shop'])).rejects.toThrow(), PATIENCE);
      await own.start();
      await vi.waitFor(() => reader.loadStoreState(), PATIENCE);
    } finally {
      await own.remove();
    }
  });
});
