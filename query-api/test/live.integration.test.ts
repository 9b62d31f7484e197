import type { Storage } from '@paceline/storage';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startQueryApi, type RunningQueryApi } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { readNotices } from './readNotices.ts';
import { someOptions, startWorld, TOKEN, type World } from './startWorld.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

describe('GET /api/v1/live', () => {
  let world: World;
  let api: RunningQueryApi;
  let polls = 0;
  const registry = new Registry();
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'), { now: Date.now });
    await world.insert([aMeasurement({ at: Date.now() })]);
    const counted: Storage = {
      ...world.storage,
      loadFreshness: () => {
        polls += 1;
        return world.storage.loadFreshness();
      },
    };
    api = await startQueryApi({
      ...someOptions(counted, { now: Date.now, registry }),
      host: '127.0.0.1',
      port: 0,
    });
  });
  afterAll(async () => {
    await api.close();
    await world.close();
  });

  const streams: ReturnType<typeof readNotices>[] = [];
  afterEach(async () => {
    await Promise.all(streams.splice(0).map((stream) => stream.leave()));
    await vi.waitFor(async () => {
      expect(await registry.getSingleMetricAsString('paceline_api_live_streams')).toMatch(/_streams 0$/);
    }, PATIENCE);
  });

  async function open(query = '') {
    const response = await fetch(`${api.url}/api/v1/live${query}`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    expect(response.headers.get('content-encoding')).toBeNull();
    const stream = readNotices(response);
    streams.push(stream);
    return stream;
  }

  it('tells what is there, and within two seconds what was stored since', async () => {
    const stream = await open();
    await vi.waitFor(() => expect(stream.notices).toHaveLength(1), PATIENCE);
    const before = stream.notices[0]?.storedEvents ?? Number.NaN;
    const insertedAt = Date.now();
    await world.insert([aMeasurement({ at: insertedAt }), aMeasurement({ at: insertedAt })]);
    await vi.waitFor(() => expect(stream.notices).toHaveLength(2), PATIENCE);
    expect(stream.notices[1]).toMatchObject({ app: 'shop', storedEvents: before + 2 });
    expect(stream.notices[1]?.newestStoredAt).toBeGreaterThanOrEqual(insertedAt - 1_000);
  });

  it('tells a listener of one app nothing of another', async () => {
    const [ofShop, ofOwn] = [await open('?app=shop'), await open('?app=paceline')];
    await vi.waitFor(() => expect(ofShop.notices).toHaveLength(1), PATIENCE);
    await world.insert([aMeasurement({ at: Date.now(), app: 'paceline' })]);
    await vi.waitFor(() => expect(ofOwn.notices).toHaveLength(1), PATIENCE);
    expect(ofOwn.notices[0]).toMatchObject({ app: 'paceline', storedEvents: 1 });
    expect(ofShop.notices.map(({ app }) => app)).toEqual(['shop']);
  });

  it('asks the database once for all who listen', async () => {
    const opened = await Promise.all([open(), open(), open()]);
    await vi.waitFor(() => {
      for (const { notices } of opened) expect(notices.length).toBeGreaterThan(0);
    }, PATIENCE);
    const [startedAt, before] = [performance.now(), polls];
    await vi.waitFor(() => expect(polls).toBeGreaterThanOrEqual(before + 3), { timeout: 5_000 });
    // Three listeners that asked for themselves would have asked three times as often.
    expect(performance.now() - startedAt).toBeGreaterThan(2 * 390);
  });

  it('refuses an app that is not configured, and a caller without the token', async () => {
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await fetch(`${api.url}/api/v1/live?app=nobody`, { headers })).status).toBe(404);
    expect((await fetch(`${api.url}/api/v1/live`)).status).toBe(401);
  });
});
