import { get, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type { ExportStream, Storage } from '@paceline/storage';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type RunningQueryApi, startQueryApi } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { anErrorReport } from './anErrorReport.ts';
import { NOW, type Query, someOptions, startWorld, TOKEN, type World } from './startWorld.ts';

const MINUTE = 60_000;
const PATIENCE = { timeout: 20_000, interval: 20 };
const headers = { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'br, gzip' };

const linesOf = async (response: Response) => (await response.text()).trimEnd().split('\n');

const open = (url: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).once('error', reject);
  });

/** Chunks without an end, which counts those that were asked for. */
function endless(): { bytes: Readable; given: () => number } {
  let given = 0;
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const bytes = new Readable({
    read() {
      given += 1;
      this.push(chunk);
    },
  });
  return { bytes, given: () => given };
}

/** A chunk, and then none. */
async function* half(): AsyncGenerator<Buffer> {
  yield Buffer.alloc(100_000, 'x');
  throw new Error('the database is gone');
}

describe('GET /api/v1/export', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
    await world.insert([
      ...Array.from({ length: 30 }, (_, index) =>
        aMeasurement({ at: NOW - index * MINUTE, value: index, route: index < 10 ? '/cart' : '/' }),
      ),
      aMeasurement({ at: NOW - MINUTE, metric: 'vital.lcp' }),
      aMeasurement({ at: NOW - MINUTE, app: 'paceline' }),
    ]);
    await world.storage.insertErrors([anErrorReport({ at: NOW - MINUTE })], 'errors');
  });
  afterAll(() => world.close());

  const ask = (query: Query) => world.ask('/api/v1/export', { app: 'shop', table: 'measurements', ...query });
  it.each([
    ['jsonl', 'application/x-ndjson; charset=utf-8', 31],
    ['csv', 'text/csv; charset=utf-8; header=present', 32],
  ])('gives a file of %s with its name, type and number of rows', async (format, type, lines) => {
    const response = await ask({ format });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': type,
      'content-disposition': `attachment; filename="paceline-shop-measurements-20260520T142347Z.${format}"`,
      'cache-control': 'no-store, no-transform',
      'paceline-rows': '31',
    });
    expect(await linesOf(response)).toHaveLength(lines);
  });

  it('gives a Parquet file', async () => {
    const response = await ask({ format: 'parquet', table: 'rollup_1m' });
    expect(response.headers.get('content-type')).toBe('application/vnd.apache.parquet');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
  });

  it.each<[string, Query, number]>([
    ['of a metric', { metric: 'vital.lcp' }, 1],
    ['of a range', { from: 'now-10m', to: 'now-5m' }, 5],
    ['of a dimension', { route: '/cart', metric: 'request.duration' }, 10],
    ['of a rollup', { table: 'rollup_1h' }, 4],
    ['of errors', { table: 'errors', route: '/orders/:id' }, 1],
  ])('gives the rows %s', async (_, query, count) => {
    expect(await linesOf(await ask(query))).toHaveLength(count);
  });

  it.each<[string, Query, RegExp]>([
    ['no table', { table: '' }, /^table: name one of measurements, errors, rollup_10s/],
    ['a table that does not exist', { table: 'users' }, /^table: "users" is none; allowed are measurements/],
    [
      'a format that does not exist',
      { format: 'xml' },
      /^format: "xml" is none; allowed are parquet, csv, jsonl/,
    ],
    ['a time that is none', { from: 'monday' }, /^from: "monday" is no time/],
    ['a dimension that errors do not have', { table: 'errors', device: 'mobile' }, /^device: rows of errors/],
    [
      'a metric of errors',
      { table: 'errors', metric: 'vital.lcp' },
      /^metric: rows of errors do not have it/,
    ],
    ['a metric that does not exist', { metric: 'vital.x' }, /^metric: there is no "vital.x"/],
  ])('refuses %s', async (_, query, detail) => {
    const response = await ask(query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(detail) });
  });
});

describe('an export of a running query API', () => {
  const running: RunningQueryApi[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((api) => api.close()));
  });

  /** An API whose exports are these bytes. */
  async function start(openExport: () => Promise<ExportStream>) {
    const world = await startWorld(inject('clickhouseUrl'));
    const storage: Storage = { ...world.storage, openExport };
    const api = await startQueryApi({ ...someOptions(storage), host: '127.0.0.1', port: 0 });
    running.push({ ...api, close: () => api.close().then(() => world.close()) });
    const url = `${api.url}/api/v1/export?app=shop&table=measurements`;
    return { url, open: () => open(url) };
  }

  it('is passed on as it is, whole', async () => {
    const content = Buffer.alloc(3_000_000, 'abcdefghi\n');
    const { open: ask } = await start(async () => ({ bytes: Readable.from([content]), rows: null }));
    const response = await ask();
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.headers['paceline-rows']).toBeUndefined();
    expect((await buffer(response)).equals(content)).toBe(true);
  });

  it('breaks off with the connection where its source breaks off', async () => {
    const { open: ask } = await start(async () => ({ bytes: Readable.from(half()), rows: 2 }));
    const response = await ask();
    expect(response.statusCode).toBe(200);
    await expect(text(response)).rejects.toThrow('aborted');
  });

  it('is read no faster than it is taken, and is given up when its reader goes', async () => {
    const { bytes, given } = endless();
    const { open: ask } = await start(async () => ({ bytes, rows: null }));
    const response = await ask();
    response.pause();
    let before = -1;
    await vi.waitFor(
      () => {
        const now = given();
        const stands = now === before;
        before = now;
        expect(stands).toBe(true);
      },
      { timeout: 20_000, interval: 300 },
    );
    // What lies between them: two sockets and a few chunks.
    expect(given()).toBeLessThan(400);
    response.destroy();
    await vi.waitFor(() => expect(bytes.destroyed).toBe(true), PATIENCE);
  });

  it('waits its turn while two are on their way', async () => {
    const sources: Readable[] = [];
    const { url, open: ask } = await start(async () => {
      const { bytes } = endless();
      sources.push(bytes);
      return { bytes, rows: null };
    });
    const [first] = await Promise.all([ask(), ask()]);
    const refused = await fetch(url, { headers });
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({
      detail: expect.stringMatching(/2 exports are on their way/),
    });
    first.destroy();
    await vi.waitFor(async () => {
      const response = await ask();
      expect(response.statusCode).toBe(200);
      response.destroy();
    }, PATIENCE);
    for (const source of sources) source.destroy();
  });

  it('is refused with a status of its own when it fails before its first byte', async () => {
    const { url } = await start(() => Promise.reject(new Error('no table')));
    const response = await fetch(url, { headers });
    expect(response.status).toBe(500);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    // And takes nobody's place.
    for (let again = 0; again < 3; again += 1) expect((await fetch(url, { headers })).status).toBe(500);
  });
});
