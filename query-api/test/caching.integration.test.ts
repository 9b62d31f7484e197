import { createHash } from 'node:crypto';
import type { DistributionQuery } from '@paceline/storage';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ANSWER_KEPT_MS, SEEN_WITHIN_MS } from '../src/caching/reuseAnswers.ts';
import {
  createQueryApi,
  type QueryApi,
  type QueryApiOptions,
  seriesSchema,
  summarySchema,
} from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { NOW, someOptions, startWorld, TOKEN, type World } from './startWorld.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const BLOG_TOKEN = 'a-token-that-sees-the-blog';

function send(api: QueryApi, path: string, etag: string, token: string): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, ...(etag !== '' && { 'if-none-match': etag }) };
  return Promise.resolve(api.request(path, { headers }));
}

const tagOf = (response: Response) => response.headers.get('etag') ?? '';

describe('answers that callers have already', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
  });
  afterAll(() => world.close());

  /** An API with a clock, of an app that no other test knows, which notes what it asks the database. */
  function anApi(parts: Partial<QueryApiOptions> = {}) {
    const clock = { nowMs: NOW };
    const asked: DistributionQuery[] = [];
    const app = `shop-${anApiCount++}`;
    const storage = {
      ...world.storage,
      loadDistributions: (query: DistributionQuery) => {
        asked.push(query);
        return world.storage.loadDistributions(query);
      },
    };
    const api = createQueryApi(
      someOptions(storage, { apps: [{ name: app }, { name: 'blog' }], now: () => clock.nowMs, ...parts }),
    );
    const insert = (...ats: readonly number[]) =>
      world.insert(ats.map((at, index) => aMeasurement({ app, at, eventIndex: index })));
    const get = (path: string, query: Record<string, string> = {}, etag = '', token = TOKEN) =>
      send(api, `/api/v1/${path}?${new URLSearchParams(query).toString()}`, etag, token);
    const requests = async (from: string) => {
      const answer = await get('summary', { app, from });
      return summarySchema.parse(await answer.json()).events.requests;
    };
    return { api, app, clock, asked, insert, get, requests };
  }
  let anApiCount = 0;

  it('confirms an answer without asking the database for figures, until something is stored', async () => {
    const { app, clock, asked, insert, get } = anApi();
    await insert(NOW - MINUTE);
    const question = { app, from: 'now-1d' };
    await get('summary', question);
    clock.nowMs += MINUTE;
    const answer = await get('summary', question);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'private, no-cache',
      vary: expect.stringMatching(/authorization, cookie/),
    });
    const before = asked.length;
    const again = await get('summary', question, tagOf(answer));
    expect([again.status, await again.text(), asked.length]).toEqual([304, '', before]);
    expect(tagOf(again)).toBe(tagOf(answer));
    expect(again.headers.get('cache-control')).toBe('private, no-cache');
    expect(again.headers.get('vary')).toMatch(/authorization, cookie/);
    expect((await get('summary', question, `"other", ${tagOf(answer)}`)).status).toBe(304);
    expect((await get('summary', { from: 'now-1d', app }, tagOf(answer))).status).toBe(304);

    // Late, into a bucket of hours ago.
    await insert(NOW - 20 * 60 * MINUTE);
    const changed = await get('summary', question, tagOf(answer));
    expect(changed.status).toBe(200);
    expect(summarySchema.parse(await changed.json()).events.requests).toBe(2);
  });

  it('gives an answer about a month again to whoever may see it, until something is stored, for a minute', async () => {
    const sha256 = createHash('sha256').update(BLOG_TOKEN).digest('hex');
    const { app, clock, asked, insert, get } = anApi({
      tokens: [{ name: 'blog', sha256, apps: ['blog'], scopes: ['read'] }],
    });
    await insert(NOW - MINUTE);
    const question = { app, from: 'now-30d' };
    const first = await get('summary', question);
    const [text, before] = [await first.text(), asked.length];
    clock.nowMs += SECOND;
    const again = await get('summary', { from: 'now-30d', app });
    expect([again.status, await again.text(), asked.length]).toEqual([200, text, before]);
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect(tagOf(again)).toBe(tagOf(first));
    expect((await get('summary', question, '', BLOG_TOKEN)).status).toBe(404);
    expect((await get('summary', { ...question, environment: 'staging' })).status).toBe(200);
    expect(asked.length).toBeGreaterThan(before);

    await insert(NOW - 20 * 60 * MINUTE);
    clock.nowMs += SEEN_WITHIN_MS + 1;
    const changed = summarySchema.parse(await (await get('summary', question)).json());
    expect(changed.events.requests).toBe(2);
    const old = asked.length;
    clock.nowMs += ANSWER_KEPT_MS + 1;
    await get('summary', question);
    expect(asked.length).toBeGreaterThan(old);
  });

  it('gives the rate of the point that still runs as of now', async () => {
    const { app, clock, insert, get } = anApi();
    await insert(NOW - MINUTE);
    const question = { app, from: 'now-12h', step: '30m', metric: 'request.duration', statistic: 'rate' };
    const rateNow = async () => {
      const answer = await get('series', question);
      const { series, times } = seriesSchema.parse(await answer.json());
      return { rate: series[0]?.values.at(-1) ?? 0, startMs: (times.at(-1) ?? 0) * SECOND };
    };
    for (const laterMs of [0, 11 * SECOND]) {
      clock.nowMs += laterMs;
      const { rate, startMs } = await rateNow();
      expect(rate).toBeCloseTo(SECOND / (clock.nowMs - startMs), 9);
    }
  });

  it('asks anew about an hour every time', async () => {
    const { app, asked, insert, get } = anApi();
    await insert(NOW - MINUTE);
    await get('summary', { app, from: 'now-1h' });
    const before = asked.length;
    await get('summary', { app, from: 'now-1h' });
    expect(asked.length).toBeGreaterThan(before);
  });

  it('does not confirm an answer that was made while inserts may have been on their way', async () => {
    const { app, clock, insert, get } = anApi();
    await insert(NOW - MINUTE);
    const early = await get('summary', { app });
    clock.nowMs += MINUTE;
    expect((await get('summary', { app }, tagOf(early))).status).toBe(200);
  });

  it('does not confirm the answer to another question, nor that of another process', async () => {
    const { app, clock, insert, get } = anApi();
    await insert(NOW - MINUTE);
    await get('summary', { app });
    clock.nowMs += MINUTE;
    const tag = tagOf(await get('summary', { app, from: 'now-2h' }));
    expect((await get('summary', { app, from: 'now-2h' }, tag)).status).toBe(304);
    expect((await get('summary', { app, from: 'now-3h' }, tag)).status).toBe(200);
    expect((await get('budgets', { app, from: 'now-2h' }, tag)).status).toBe(200);
    const other = createQueryApi(
      someOptions(world.storage, { apps: [{ name: app }], now: () => clock.nowMs }),
    );
    await send(other, `/api/v1/summary?app=${app}&from=now-2h`, '', TOKEN);
    clock.nowMs += MINUTE;
    expect((await send(other, `/api/v1/summary?app=${app}&from=now-2h`, tag, TOKEN)).status).toBe(200);
  });

  it.each([
    ['series', { metric: 'request.duration', step: '5m', from: 'now-3h' }],
    ['table', { metric: 'request.duration', groupBy: 'route' }],
    ['histogram', { metric: 'request.duration' }],
    ['heatmap', { metric: 'request.duration' }],
    ['budgets', {}],
    ['compare', { metric: 'request.duration', against: '1d' }],
  ])('confirms the answer of /api/v1/%s until its buckets are others', async (path, query) => {
    const { app, clock, insert, get } = anApi();
    await insert(NOW - MINUTE);
    await get(path, { app, ...query });
    clock.nowMs += MINUTE;
    const answer = await get(path, { app, ...query });
    expect(answer.status).toBe(200);
    clock.nowMs += 2 * SECOND;
    expect((await get(path, { app, ...query }, tagOf(answer))).status).toBe(304);
    clock.nowMs += 10 * SECOND;
    expect((await get(path, { app, ...query }, tagOf(answer))).status).toBe(200);
  });

  it('confirms nothing to who may not see the app, or asks wrongly', async () => {
    const sha256 = createHash('sha256').update(BLOG_TOKEN).digest('hex');
    const { app, clock, get } = anApi({
      tokens: [{ name: 'blog', sha256, apps: ['blog'], scopes: ['read'] }],
    });
    await get('summary', { app });
    clock.nowMs += MINUTE;
    const tag = tagOf(await get('summary', { app }));
    expect((await get('summary', { app }, tag)).status).toBe(304);
    expect((await get('summary', { app }, tag, BLOG_TOKEN)).status).toBe(404);
    expect((await get('summary', { app }, tag, 'wrong-token')).status).toBe(401);
    expect((await get('series', { app, metric: 'nothing' }, '*')).status).toBe(400);
    expect((await get('series', { app, metric: 'vital.lcp', step: '7' }, tag)).status).toBe(400);
  });

  it('tags no answer that is an error, and none that moves with every moment', async () => {
    const { app, get } = anApi();
    for (const [path, query] of [
      ['summary', { app, from: 'monday' }],
      ['summary', { app: 'nobody' }],
      ['session', {}],
      ['ledger', { app }],
    ] as const) {
      const response = await get(path, query);
      expect(response.headers.get('etag')).toBeNull();
      expect(response.headers.get('cache-control')).toBe('no-store');
    }
  });

  it.each([
    ['alerts', {}],
    ['apps', undefined],
    ['metrics', undefined],
    ['dimensions/route', {}],
  ])('tags the answer of /api/v1/%s by its text', async (path, query) => {
    const { app, get } = anApi();
    const asked: Record<string, string> = query === undefined ? {} : { app };
    const answer = await get(path, asked);
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    const again = await get(path, asked, tagOf(answer));
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(again.headers.get('cache-control')).toBe('private, no-cache');
  });

  it('reads only the newest day or two of a month that was asked for before', async () => {
    const { asked, clock, insert, requests } = anApi();
    await insert(NOW - 20 * DAY, NOW - 10 * DAY, NOW - MINUTE);
    expect(await requests('now-30d')).toBe(3);
    asked.length = 0;
    await insert(NOW);
    clock.nowMs += SEEN_WITHIN_MS + 1;
    expect(await requests('now-30d')).toBe(4);
    expect(asked.map(({ fromMs }) => NOW - fromMs < 2 * DAY)).toEqual([true]);

    // Late, into a bucket of weeks ago: seen a minute after it was stored.
    await insert(NOW - 15 * DAY);
    clock.nowMs += MINUTE + 1;
    expect(await requests('now-30d')).toBe(5);
  });

  it('does not confirm an answer about a month of which something was kept that was behind', async () => {
    const { app, clock, insert, get, requests } = anApi();
    await insert(NOW - 20 * DAY);
    expect(await requests('now-30d')).toBe(1);
    await insert(NOW - 15 * DAY);
    clock.nowMs += MINUTE / 2;
    const behind = await get('summary', { app, from: 'now-30d' });
    expect(summarySchema.parse(await behind.json()).events.requests).toBe(1);
    for (let halfMinutes = 0; halfMinutes < 4; halfMinutes += 1) {
      clock.nowMs += MINUTE / 2;
      expect((await get('summary', { app, from: 'now-30d' }, tagOf(behind))).status).toBe(200);
    }
    expect(await requests('now-30d')).toBe(2);
  });

  it('says how often it could do without the database', async () => {
    const { api, clock, insert, requests } = anApi();
    await insert(NOW - 20 * DAY);
    await requests('now-30d');
    await requests('now-30d');
    await insert(NOW - 60 * MINUTE);
    clock.nowMs += SEEN_WITHIN_MS + 1;
    await requests('now-30d');
    await requests('now-1h');
    const figures = await (await api.request('/metrics')).text();
    expect(figures).toContain('paceline_api_answers_kept_total 1');
    expect(figures).toContain('paceline_api_cache_questions_total{outcome="hit"} 1');
    expect(figures).toContain('paceline_api_cache_questions_total{outcome="miss"} 1');
    expect(figures).toContain('paceline_api_cache_questions_total{outcome="passed"} 1');
    expect(figures).toMatch(/paceline_api_cache_bytes [1-9]/);
  });
});
