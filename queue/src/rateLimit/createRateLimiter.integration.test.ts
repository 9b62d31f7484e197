import * as fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { aPrefix } from '../../test/aPrefix.ts';
import { startOwnRedis } from '../../test/startOwnRedis.ts';
import { createRateLimiter, type RateLimiter, type RateLimiterOptions } from './createRateLimiter.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };
const limiters: RateLimiter[] = [];

afterEach(async () => {
  await Promise.all(limiters.splice(0).map((limiter) => limiter.close()));
});

function aLimiter(options: Partial<RateLimiterOptions> = {}): RateLimiter {
  const limiter = createRateLimiter({ redisUrl: inject('redisUrl'), ...options });
  limiters.push(limiter);
  return limiter;
}

function aClient(url: string): Redis {
  const client = new Redis(url);
  client.on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  return client;
}

/** Two limiters that share their counts, and take from Redis already. */
async function twoLimiters(redisUrl = inject('redisUrl')) {
  const prefix = aPrefix();
  const client = aClient(redisUrl);
  const [one, other] = [aLimiter({ redisUrl, prefix }), aLimiter({ redisUrl, prefix })];
  await vi.waitFor(async () => {
    await Promise.all([one.take('first', 10), other.take('second', 10)]);
    expect(await client.exists(`${prefix}:rate:first`, `${prefix}:rate:second`)).toBe(2);
  }, PATIENCE);
  return { client, one, other };
}

/** Asks `times` times at once, and gives the answers. */
function takeAtOnce(taker: RateLimiter, bucket: string, limit: number, times: number): Promise<boolean[]> {
  return Promise.all(Array.from({ length: times }, async () => taker.take(bucket, limit)));
}

/** Asks both without end through `seconds` whole seconds of Redis's clock: what they admitted, and in how many seconds. */
async function admittedIn({
  client,
  limits,
  takers,
  seconds,
}: {
  client: Redis;
  limits: readonly number[];
  takers: readonly RateLimiter[];
  seconds: number;
}) {
  const secondOf = async () => Number((await client.time())[0]);
  const admitted = limits.map(() => 0);
  const first = await secondOf();
  let last = first;
  while (last - first <= seconds) {
    await Promise.all(
      limits.flatMap((limit, index) =>
        takers.map(async (taker) => {
          const answers = await takeAtOnce(taker, `bucket-${index}`, limit, limit + 3);
          admitted[index] = (admitted[index] ?? 0) + answers.filter(Boolean).length;
        }),
      ),
    );
    last = await secondOf();
  }
  return { admitted, touched: last - first + 1, whole: last - first - 1 };
}

describe('rate limiters on one Redis', () => {
  it('together admit all that a limit allows, and never more', async () => {
    const { client, one, other } = await twoLimiters();
    const limits = [1, 2, 7, 40, 300];
    const { admitted, touched, whole } = await admittedIn({
      client,
      limits,
      takers: [one, other],
      seconds: 3,
    });
    for (const [index, limit] of limits.entries()) {
      expect(admitted[index]).toBeLessThanOrEqual(limit * touched);
      expect(admitted[index]).toBeGreaterThanOrEqual(limit * whole);
    }
  });

  it('never admit more than the limit, whoever asks how often', async () => {
    const { client, one, other } = await twoLimiters();
    let buckets = 0;
    const bursts = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 60 })), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), bursts, async (limit, asked) => {
        buckets += 1;
        let admitted = 0;
        const [from] = await client.time();
        for (const [isOne, times] of asked) {
          const taker = isOne ? one : other;
          const answers = await takeAtOnce(taker, `bucket-${buckets}`, limit, times);
          admitted += answers.filter(Boolean).length;
        }
        const [to] = await client.time();
        const demand = asked.reduce((sum, [, times]) => sum + times, 0);
        expect(admitted).toBeLessThanOrEqual(limit * (Number(to) - Number(from) + 1));
        // Whoever asks alone gets everything.
        if (demand <= limit && asked.every(([isOne]) => isOne)) expect(admitted).toBe(demand);
      }),
      { numRuns: 60 },
    );
  });

  it('carry nothing that is left of a second into the next', async () => {
    const { client, one, other } = await twoLimiters();
    await vi.waitFor(async () => {
      await vi.waitFor(
        async () => expect(Number((await client.time())[1])).toBeGreaterThan(900_000),
        PATIENCE,
      );
      const [ending] = await client.time();
      expect(await one.take('a', 40)).toBe(true);
      await vi.waitFor(
        async () => expect(Number((await client.time())[0])).toBe(Number(ending) + 1),
        PATIENCE,
      );
      const [first, second] = [await takeAtOnce(one, 'a', 40, 40), await takeAtOnce(other, 'a', 40, 40)];
      // Whatever happened in between: all of that was in one second.
      expect(Number((await client.time())[0])).toBe(Number(ending) + 1);
      expect([...first, ...second].filter(Boolean)).toHaveLength(40);
    }, PATIENCE);
  });

  it('ask Redis about few of the requests', async () => {
    const { client, one } = await twoLimiters();
    const callsOf = async () =>
      Number(/cmdstat_eval:calls=(\d+)/.exec(await client.info('commandstats'))?.[1]);
    await vi.waitFor(async () => {
      const before = await callsOf();
      await one.take('busy', 20_000);
      const answers = Array.from({ length: 100 }, () => one.take('busy', 20_000));
      // Synchronous, unless the second just ended.
      expect(answers).toEqual(Array.from({ length: 100 }, () => true));
      // Other tests may use the same Redis.
      expect((await callsOf()) - before).toBeLessThan(50);
    }, PATIENCE);
  });

  it('keep buckets and prefixes apart', async () => {
    const { one } = await twoLimiters();
    const stranger = aLimiter({ prefix: aPrefix() });
    await vi.waitFor(async () => {
      const taken = [await one.take('a', 1), await one.take('a', 1), await one.take('b', 1)];
      expect([...taken, await stranger.take('a', 1)]).toEqual([true, false, true, true]);
    }, PATIENCE);
  });
});

describe('without a Redis that answers', () => {
  it('decide from their own memory, and together again once it does', async () => {
    const redis = await startOwnRedis();
    onTestFinished(() => redis.remove());
    const { client, one, other } = await twoLimiters(redis.url);
    redis.child().kill('SIGSTOP');
    const takers = [one, other];
    const answers = await Promise.all(takers.map((taker) => takeAtOnce(taker, 'frozen', 5, 20)));
    // Each its own five; the second of one may have ended meanwhile.
    for (const own of answers) {
      expect(own.filter(Boolean).length).toBeGreaterThanOrEqual(5);
      expect(own.filter(Boolean).length).toBeLessThan(20);
    }
    await vi.waitFor(() => expect(one.take('frozen', 5)).toBe(false), PATIENCE);

    redis.child().kill('SIGCONT');
    await vi.waitFor(async () => {
      const { admitted, touched } = await admittedIn({ client, limits: [50], takers, seconds: 1 });
      expect(admitted[0]).toBeLessThanOrEqual(50 * touched);
    }, PATIENCE);
  });

  it('say so once, and answer also when Redis was never there', async () => {
    const redis = await startOwnRedis();
    onTestFinished(() => redis.remove());
    await redis.stop();
    const errors: unknown[] = [];
    const limiter = aLimiter({ redisUrl: redis.url, onError: (error) => errors.push(error) });
    const answers = await takeAtOnce(limiter, 'a', 2, 4);
    expect(answers).toEqual([true, true, false, false]);
    expect(errors).toHaveLength(1);
    const client = aClient(inject('redisUrl'));
    const { whole, admitted } = await admittedIn({ client, limits: [2], takers: [limiter], seconds: 2 });
    expect(admitted[0]).toBeGreaterThanOrEqual(whole);
    expect(errors).toHaveLength(1);
  });
});
