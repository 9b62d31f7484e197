import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { startQueryApi, type QueryApiOptions, type RunningQueryApi } from '../src/index.ts';
import { readNotices } from './readNotices.ts';
import { someOptions, startWorld, TOKEN, type World } from './startWorld.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

const headers = { authorization: `Bearer ${TOKEN}` };

/** A request whose path nothing normalises, with its answer as it was sent. */
function raw(api: RunningQueryApi, path: string, acceptEncoding = '', more: Record<string, string> = {}) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      const asked = request(
        {
          agent: false,
          port: api.port,
          host: '127.0.0.1',
          path,
          headers: { 'accept-encoding': acceptEncoding, ...more },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      asked.once('error', reject);
      asked.end();
    },
  );
}

describe('a running query API', () => {
  let world: World;
  let folder: string;
  const running: RunningQueryApi[] = [];
  const script = 'export const answer = 42;'.repeat(40);
  const page = '<!doctype html><title>Paceline</title>';

  beforeAll(async () => {
    world = await startWorld(inject('clickhouseUrl'));
    folder = await mkdtemp(join(tmpdir(), 'paceline-dashboard-'));
    await mkdir(join(folder, 'assets'));
    await writeFile(join(folder, 'index.html'), page);
    await writeFile(join(folder, 'secret.txt'), 'not to be served');
    await writeFile(join(folder, 'assets', 'main-AB12.js'), script);
    await writeFile(join(folder, 'assets', 'main-AB12.js.br'), brotliCompressSync(script));
    await writeFile(join(folder, 'assets', 'main-AB12.js.gz'), gzipSync(script));
    await writeFile(join(folder, 'assets', 'main-AB12.js.map'), '{}');
    await writeFile(join(folder, 'assets', 'icon-CD34.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((api) => api.close()));
  });
  afterAll(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  async function start(parts: Partial<QueryApiOptions> = {}): Promise<RunningQueryApi> {
    const options = someOptions(world.storage, { dashboardFolder: folder, ...parts });
    const api = await startQueryApi({ ...options, host: '127.0.0.1', port: 0 });
    running.push(api);
    return api;
  }

  it('serves the page with a strict policy, to be asked for again every time', async () => {
    const api = await start();
    const response = await fetch(api.url);
    expect(await response.text()).toBe(page);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': expect.stringMatching(/^text\/html/),
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    });
    const etag = response.headers.get('etag') ?? '';
    const again = await fetch(api.url, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    expect((await fetch(api.url, { headers: { 'if-none-match': 'W/"other"' } })).status).toBe(200);
  });

  it('serves assets for ever, in the smallest encoding that the browser takes', async () => {
    const api = await start();
    const path = '/assets/main-AB12.js';
    const smallest = await raw(api, path, 'gzip, deflate, br');
    expect(smallest.headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': expect.stringMatching(/javascript/),
      'cache-control': 'public, max-age=31536000, immutable',
      vary: expect.stringMatching(/accept-encoding/i),
    });
    expect(brotliDecompressSync(smallest.body).toString()).toBe(script);
    const zipped = await raw(api, path, 'gzip');
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(zipped.body).toString()).toBe(script);
    const plain = await raw(api, path);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.body.toString()).toBe(script);
    const icon = await raw(api, '/assets/icon-CD34.svg', 'br');
    expect(icon.headers).toMatchObject({ 'content-type': expect.stringMatching(/^image\/svg/) });
    expect(icon.headers['content-encoding']).toBeUndefined();
  });

  it.each([
    '/secret.txt',
    '/../secret.txt',
    '/assets/../secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets/%2e%2e/index.html',
    '/assets/..%5csecret.txt',
    '/assets/main-AB12.js.map',
    '/assets/main-AB12.js.br',
    '/assets/%00',
    '/assets/%ff',
    '/assets/__proto__',
    '/assets/',
  ])('serves nothing at %s', async (path) => {
    const { status, headers, body } = await raw(await start(), path);
    expect(status).toBe(404);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(body.toString()).not.toContain('not to be served');
  });

  it('says where the API is when there is no dashboard, and serves one that is built later', async () => {
    const later = join(folder, 'later');
    const api = await start({ dashboardFolder: later });
    expect(await (await fetch(api.url)).json()).toMatchObject({ description: '/openapi.json' });
    await mkdir(later);
    await writeFile(join(later, 'index.html'), page);
    expect(await (await fetch(api.url)).text()).toBe(page);
  });

  it('compresses JSON in the best way that the caller takes, and has callers ask before they use it again', async () => {
    const api = await start();
    const ask = async (acceptEncoding: string) => {
      const got = await raw(api, '/api/v1/metrics', acceptEncoding, headers);
      expect(got.headers).toMatchObject({
        'cache-control': 'private, no-cache',
        vary: expect.stringMatching(/^authorization, cookie, accept-encoding$/),
      });
      return { encoding: got.headers['content-encoding'], body: got.body };
    };
    const best = await ask('gzip, deflate, br');
    expect(best.encoding).toBe('br');
    const zipped = await ask('gzip, deflate');
    expect(zipped.encoding).toBe('gzip');
    const plain = await ask('identity');
    expect(plain.encoding).toBeUndefined();
    expect(brotliDecompressSync(best.body)).toEqual(plain.body);
    expect(gunzipSync(zipped.body)).toEqual(plain.body);
    for (const { body } of [best, zipped]) expect(body.byteLength).toBeLessThan(plain.body.byteLength / 3);
    const short = await raw(api, '/healthz', 'br');
    expect(short.headers['content-encoding']).toBeUndefined();
  });

  it('ends live streams, finishes what is in flight, and waits for no idle connection when it closes', async () => {
    let answer: (() => void) | undefined;
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let asked = 0;
    const lines: string[] = [];
    const api = await start({
      log: pino({}, { write: (line: string) => void lines.push(line) }),
      storage: {
        ...world.storage,
        loadAlertStates: async () => {
          asked += 1;
          await held;
          return [];
        },
      },
    });
    const live = readNotices(await fetch(`${api.url}/api/v1/live`, { headers }));
    await (await fetch(`${api.url}/healthz`)).text();
    const unused = connect(api.port, '127.0.0.1');
    const unusedEnded = new Promise((resolve) => unused.once('close', resolve));
    await new Promise((resolve) => unused.once('connect', resolve));
    unused.resume();
    const slow = fetch(`${api.url}/api/v1/alerts?app=shop`, { headers });
    await vi.waitFor(() => expect(asked).toBe(1), PATIENCE);

    let hasClosed = false;
    const closing = api.close().finally(() => {
      hasClosed = true;
    });
    await live.ended;
    await unusedEnded;
    expect(hasClosed).toBe(false);
    await expect(raw(api, '/healthz')).rejects.toThrow('ECONNREFUSED');
    answer?.();
    const response = await slow;
    expect(response.headers.get('connection')).toBe('close');
    expect(await response.json()).toEqual({ alerts: [] });
    await closing;
    expect(lines.join('')).not.toContain('still in flight');
  });

  it('says why it cannot listen', async () => {
    const api = await start();
    const options = someOptions(world.storage);
    await expect(startQueryApi({ ...options, host: '127.0.0.1', port: api.port })).rejects.toThrow(
      'EADDRINUSE',
    );
  });

  it('is ready only while database and queue answer', async () => {
    const depth = { waiting: 2, active: 1, delayed: 0, failed: 0 };
    const ready = await start({ queueDepth: async () => depth });
    expect(await (await fetch(`${ready.url}/readyz`)).json()).toEqual({
      status: 'ok',
      checks: { database: 'ok', queue: 'ok, 3 jobs in it' },
    });
    const withoutQueue = await start({ queueDepth: () => Promise.reject(new Error('gone')) });
    const refused = await fetch(`${withoutQueue.url}/readyz`);
    expect(refused.status).toBe(503);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({ checks: { database: 'ok', queue: 'does not answer' } });
    const withoutDatabase = await start({ storage: { ...world.storage, ping: async () => false } });
    expect((await fetch(`${withoutDatabase.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${withoutDatabase.url}/healthz`)).status).toBe(200);
  });

  it('does not wait for a queue that hangs', async () => {
    const api = await start({
      queueDepth: () =>
        wait(60_000, undefined, { ref: false }).then(() => ({
          waiting: 0,
          active: 0,
          delayed: 0,
          failed: 0,
        })),
    });
    expect((await fetch(`${api.url}/readyz`)).status).toBe(503);
  });

  it('counts requests by route template, and writes no token into log or figures', async () => {
    const lines: string[] = [];
    const api = await start({
      log: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }),
      storage: {
        ...world.storage,
        loadDimensionValues: () => Promise.reject(new Error('a fault')),
      },
    });
    const failed = await fetch(`${api.url}/api/v1/dimensions/route?app=shop`, { headers });
    expect(failed.status).toBe(500);
    expect(await failed.text()).not.toContain('a fault');
    await fetch(`${api.url}/api/v1/alerts?app=nobody`, { headers });
    await fetch(`${api.url}/${'x'.repeat(40)}`);
    const figures = await (await fetch(`${api.url}/metrics`)).text();
    expect(figures).toContain('route="/api/v1/dimensions/:dimension",status="500"} 1');
    expect(figures).toContain('route="/api/v1/alerts",status="404"} 1');
    expect(figures).toContain('route="(none)",status="404"} 1');
    expect(figures).toMatch(/paceline_api_live_streams 0/);
    // Only the fault is logged as an error: what callers get wrong is not ours.
    const errors = lines.filter((line) => JSON.parse(line).level >= 50);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toContain('a fault');
    expect(lines.join('') + figures).not.toContain(TOKEN);
  });
});
