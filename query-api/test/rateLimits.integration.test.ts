import { randomUUID } from 'node:crypto';
import { createRateLimiter } from '@paceline/queue';
import { Redis } from 'ioredis';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import { anApi, CI_TOKEN } from './anApi.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };
const LIMIT = 6;

it('admits of one token, at two API processes together, no more in a second than it may', async () => {
  const redis = new Redis(inject('redisUrl'));
  onTestFinished(() => redis.disconnect());
  const connection = { redisUrl: inject('redisUrl'), prefix: `{test-${randomUUID()}}` };
  const apis = [1, 2].map(() => {
    const rateLimiter = createRateLimiter(connection);
    onTestFinished(() => rateLimiter.close());
    return anApi({
      rateLimiter,
      apiLimits: { apiRequestsPerSecondPerToken: LIMIT, failedSignInsPerMinutePerIp: 20 },
    });
  });
  const secondOfRedis = async () => Number((await redis.time())[0]);
  async function askAtOnce(): Promise<number> {
    const asked = apis.flatMap(({ askWith }) =>
      Array.from({ length: LIMIT }, () => askWith(CI_TOKEN, '/api/v1/read')),
    );
    const answers = await Promise.all(asked);
    return answers.filter(({ status }) => status === 200).length;
  }

  // Each counts for itself until it is connected.
  await vi.waitFor(async () => {
    await askAtOnce();
    const second = await secondOfRedis();
    await vi.waitFor(async () => expect(await secondOfRedis()).toBeGreaterThan(second), PATIENCE);
    const begunIn = await secondOfRedis();
    const admitted = await askAtOnce();
    expect(await secondOfRedis()).toBe(begunIn);
    expect(admitted).toBe(LIMIT);
  }, PATIENCE);
});
