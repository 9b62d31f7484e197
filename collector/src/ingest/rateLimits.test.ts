import { describe, expect, it } from 'vitest';
import { aBatch, aCollector, KEY, ORIGIN, OTHER_KEY } from '../../test/aCollector.ts';
import { aRunningCollector } from '../../test/aRunningCollector.ts';

describe('the limit of an address', () => {
  it('comes before the key, so that keys cannot be guessed faster', async () => {
    const { post, counted, producer } = aCollector({ limits: { requestsPerSecondPerIp: 2 } });
    const unknown = { 'x-paceline-key': 'nobody-has-this-key', origin: 'https://any.example' };
    const answers = [await post('{}', unknown), await post('{}', unknown), await post('{}', unknown)];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 429]);
    const [, , refused] = answers;
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(refused?.headers.get('access-control-allow-origin')).toBe('https://any.example');
    expect(await refused?.json()).toMatchObject({
      type: 'urn:paceline:problem:too-fast',
      limit: 'requestsPerSecondPerIp',
      detail: expect.stringContaining('This address sent more than 2 requests'),
    });
    expect((await post(JSON.stringify(aBatch()))).status).toBe(429);
    const limit = 'requestsPerSecondPerIp';
    expect(await counted('paceline_collector_limit_hits_total', { app: '', limit })).toBe(2);
    expect(producer.refused.filter(({ reason }) => reason === 'rate-limited')).toEqual([
      { app: '', reason: 'rate-limited' },
      { app: '', reason: 'rate-limited' },
    ]);
  });

  it('is that of the client behind a trusted proxy', async () => {
    const { collector } = await aRunningCollector({
      limits: { requestsPerSecondPerIp: 1 },
      trustedProxies: ['127.0.0.0/8'],
    });
    const statusFrom = async (forwardedFor: string) => {
      const headers = {
        'content-type': 'text/plain',
        'x-paceline-key': KEY,
        'x-forwarded-for': forwardedFor,
      };
      const body = JSON.stringify(aBatch());
      return (await fetch(`${collector.url}/v1/events`, { method: 'POST', body, headers })).status;
    };
    expect(await statusFrom('203.0.113.1')).toBe(202);
    // What a client writes itself stands further left.
    expect(await statusFrom('198.51.100.1, 203.0.113.1')).toBe(429);
    expect(await statusFrom('203.0.113.2')).toBe(202);
  });

  it('does not believe a header when no proxy is trusted', async () => {
    const { collector, rateLimiter } = await aRunningCollector();
    for (const forwardedFor of ['203.0.113.1', '203.0.113.2']) {
      await fetch(`${collector.url}/v1/events`, {
        method: 'POST',
        headers: { 'x-forwarded-for': forwardedFor },
      });
    }
    expect(rateLimiter.asked).toHaveLength(2);
    expect(new Set(rateLimiter.asked).size).toBe(1);
  });
});

describe('rate limits', () => {
  it('count by address, then by key, and name neither', async () => {
    const { send, post, rateLimiter } = aCollector();
    await send(aBatch());
    await send(aBatch(), { 'x-paceline-key': `${KEY}-next` });
    await post('{}', { 'x-paceline-key': 'nobody-has-this-key' });
    await post('{}', { origin: 'https://evil.example' });
    const [address, key, again, other, ...rest] = rateLimiter.asked;
    expect(address).toMatch(/^ip:[0-9a-f]{5}$/);
    expect(again).toBe(address);
    expect(key).toMatch(/^key:/);
    expect(other).not.toBe(key);
    expect(rest).toEqual([address, address]);
    expect(rateLimiter.asked.join()).not.toContain(KEY);
  });

  it('are waited for when they take a while', async () => {
    const { post, rateLimiter } = aCollector({ limits: { requestsPerSecondPerKey: 1 } });
    rateLimiter.answerLater();
    expect((await post(JSON.stringify(aBatch()), { origin: ORIGIN })).status).toBe(202);
    expect((await post(JSON.stringify(aBatch()), { origin: ORIGIN })).status).toBe(429);
    expect((await post(JSON.stringify(aBatch()), { 'x-paceline-key': OTHER_KEY })).status).toBe(202);
  });
});

describe('keys', () => {
  it('can be two at once, and each stops with the configuration that leaves it out', async () => {
    const [before, during, after] = [[KEY], [KEY, `${KEY}-next`], [`${KEY}-next`]].map((keys) =>
      aCollector({ apps: [{ name: 'shop', keys, origins: [] }] }),
    );
    const statuses = async (collector = before) =>
      Promise.all(
        [KEY, `${KEY}-next`].map(
          async (key) => (await collector?.post(JSON.stringify(aBatch()), { 'x-paceline-key': key }))?.status,
        ),
      );
    expect(await statuses(before)).toEqual([202, 401]);
    expect(await statuses(during)).toEqual([202, 202]);
    expect(await statuses(after)).toEqual([401, 202]);
    expect(during?.producer.batches.map(({ app }) => app)).toEqual(['shop', 'shop']);
  });
});
