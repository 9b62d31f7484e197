import { createServer, get, request, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { honoRoute, init, setRoute, type Options, type Paceline } from '../src/index.ts';
import { startReceiver, type Receiver } from './startReceiver.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

let receiver: Receiver;
let paceline: Paceline | undefined;
let server: Server | undefined;

beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  paceline?.stop();
  server?.closeAllConnections();
  server?.close();
  await receiver.stop();
});

function measure(options: Partial<Options> = {}): Paceline {
  paceline = init({
    endpoint: receiver.endpoint,
    key: 'pk_of_the_tests',
    systemIntervalMs: 0,
    flushIntervalMs: 60_000,
    ...options,
  });
  return paceline;
}

async function listen(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

async function serveHono(app: Hono): Promise<string> {
  const listening = await new Promise<ReturnType<typeof serve>>((resolve) => {
    const starting = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(starting));
  });
  server = listening as Server;
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

/** The receiver runs in this process: its own requests are not what is asked for. */
function seen() {
  return receiver
    .events('request')
    .map(({ method, route, status, side }) => `${side} ${method} ${route} ${status}`);
}

describe('requests to a node:http server', () => {
  it('are counted exactly, with method, route template, status and duration', async () => {
    const sdk = measure({ release: '1.4.0', environment: 'staging' });
    const url = await listen((incoming, response) => {
      response.statusCode = incoming.url?.startsWith('/broken') === true ? 500 : 200;
      setTimeout(() => response.end('answer'), 20);
    });
    for (let id = 1; id <= 40; id += 1) {
      const answer = await fetch(`${url}/orders/${id}?secret=1`, { method: id % 2 === 0 ? 'POST' : 'GET' });
      await answer.text();
    }
    await (await fetch(`${url}/broken`)).text();
    await sdk.flush();

    const count = (wanted: string) => seen().filter((line) => line === wanted).length;
    expect(count('server GET /orders/:id 200')).toBe(20);
    expect(count('server POST /orders/:id 200')).toBe(20);
    expect(count('server GET /broken 500')).toBe(1);
    expect(seen()).toHaveLength(41);
    for (const { durationMs } of receiver.events('request')) {
      expect(durationMs).toBeGreaterThanOrEqual(19);
      expect(durationMs).toBeLessThan(1000);
    }
    expect(receiver.received[0]).toMatchObject({
      path: '/v1/events',
      headers: { 'x-paceline-key': 'pk_of_the_tests', 'content-type': 'application/json' },
      batch: {
        source: 'node',
        release: '1.4.0',
        environment: 'staging',
        context: { sdk: 'node/0.1.0', instance: expect.stringContaining(`:${process.pid}`) },
      },
    });
    expect(sdk.counts()).toEqual({
      recorded: 41,
      accepted: 41,
      dropped: 0,
      refused: 0,
      overflowed: 0,
      waiting: 0,
    });
  });

  it('last to the last byte', async () => {
    const sdk = measure();
    const url = await listen((_incoming, response) => {
      response.write('first');
      setTimeout(() => response.end('last'), 60);
    });
    await (await fetch(url)).text();
    await sdk.flush();
    expect(receiver.events('request')[0]?.durationMs).toBeGreaterThanOrEqual(58);
  });

  it('are told from each other when the client leaves and when the server breaks off', async () => {
    const sdk = measure();
    const url = await listen((incoming, response) => {
      if (incoming.url === '/breaks-off') response.destroy();
      else response.write('never the end');
    });
    await new Promise((resolve) => get(`${url}/breaks-off`).on('error', resolve));
    const leaving = request(`${url}/client-leaves`, (response) => {
      response.on('error', () => undefined);
      leaving.destroy();
    }).end();
    const { port } = new URL(url);
    const resetting = connect(Number(port), '127.0.0.1', () => {
      resetting.write('GET /client-resets HTTP/1.1\r\nhost: localhost\r\n\r\n');
      resetting.once('data', () => resetting.resetAndDestroy());
    });
    await vi.waitFor(() => expect(sdk.counts().recorded).toBe(3), PATIENCE);
    await sdk.flush();
    expect(new Set(seen())).toEqual(
      new Set(['server GET /breaks-off 0', 'server GET /client-leaves 499', 'server GET /client-resets 499']),
    );
  });

  it('have the route that the app set, and none when nothing answers', async () => {
    const sdk = measure();
    const url = await listen((incoming, response) => {
      if (incoming.url === '/users/jan') setRoute(incoming, '/users/:name');
      else response.statusCode = 404;
      response.end();
    });
    for (const path of ['/users/jan', '/wp-admin.php', '/.env']) await (await fetch(url + path)).text();
    await sdk.flush();
    expect(seen()).toEqual([
      'server GET /users/:name 200',
      'server GET (unmatched) 404',
      'server GET (unmatched) 404',
    ]);
  });

  it('are sampled in a way that keeps the sums right, and failures whole', async () => {
    const sdk = measure({ sampleRate: 0.5 });
    for (let index = 0; index < 2000; index += 1) {
      const status = index % 100 === 0 ? 503 : 200;
      sdk.recordRequest({ method: 'GET', route: '/', status, durationMs: 1 });
    }
    await sdk.flush();
    const events = receiver.events('request');
    const failed = events.filter(({ status }) => status === 503);
    expect(failed).toHaveLength(20);
    expect(failed.every(({ weight }) => weight === undefined)).toBe(true);
    const kept = events.filter(({ status }) => status === 200);
    expect(kept.every(({ weight }) => weight === 2)).toBe(true);
    // Six standard deviations around 1980 / 2.
    expect(Math.abs(kept.length - 990)).toBeLessThan(134);
  });

  it('leave out the batches of the SDK itself', async () => {
    const sdk = measure();
    for (let round = 0; round < 3; round += 1) {
      sdk.measure('round', round);
      await sdk.flush();
    }
    // The receiver is a server of this process, so its requests would be measured.
    expect(receiver.received).toHaveLength(3);
    expect(sdk.counts()).toMatchObject({ recorded: 3, accepted: 3, waiting: 0 });
  });

  it('are no longer measured after stop, and what was measured still arrives', async () => {
    const sdk = measure();
    const url = await listen((_incoming, response) => response.end());
    await (await fetch(url)).text();
    await vi.waitFor(() => expect(sdk.counts().recorded).toBe(1), PATIENCE);
    sdk.stop();
    await (await fetch(url)).text();
    sdk.measure('late', 1);
    sdk.cache.hit('late');
    await sdk.flush();
    expect(seen()).toEqual(['server GET / 200']);
    expect(sdk.counts()).toMatchObject({ recorded: 1, accepted: 1 });
  });
});

describe('requests to a Hono app', () => {
  it('have the route that answered', async () => {
    const sdk = measure();
    const orders = new Hono().get('/:id{[0-9]+}', (c) => c.text('order'));
    const app = new Hono();
    app.use(honoRoute());
    app.use('/assets/*', async (c, next) => {
      if (c.req.query('cached') !== undefined) return c.text('from the cache');
      await next();
      return undefined;
    });
    app.get('/users/me', (c) => c.text('me'));
    app.get('/users/:name', (c) => c.text('user'));
    app.get('/skips', (_c, next) => next());
    app.get('/assets/:file', (c) => c.text('file'));
    app.route('/orders', orders);
    app.get('/fails', () => {
      throw new Error('a handler that fails');
    });
    app.onError((_error, c) => c.text('sorry', 500));
    const url = await serveHono(app);
    const paths = [
      '/users/me',
      '/users/jan',
      '/orders/17',
      '/orders/none',
      '/assets/a.css',
      '/assets/a.css?cached',
      '/fails',
      '/nothing/here',
    ];
    for (const path of paths) await (await fetch(url + path)).text();
    await vi.waitFor(() => expect(sdk.counts().recorded).toBe(paths.length), PATIENCE);
    await sdk.flush();
    expect(seen()).toEqual([
      'server GET /users/me 200',
      'server GET /users/:name 200',
      'server GET /orders/:id 200',
      'server GET (unmatched) 404',
      'server GET /assets/:file 200',
      'server GET /assets/:file 200',
      'server GET /fails 500',
      'server GET (unmatched) 404',
    ]);
  });

  it('have their route even when the client leaves first', async () => {
    const sdk = measure();
    const app = new Hono();
    app.use(honoRoute());
    app.get('/slow/:what', async (c) => {
      await wait(10_000, undefined, { ref: false });
      return c.text('too late');
    });
    const url = await serveHono(app);
    const aborted = new AbortController();
    const asked = fetch(`${url}/slow/thing`, { signal: aborted.signal });
    await new Promise((resolve) => server?.once('request', resolve));
    aborted.abort();
    await expect(asked).rejects.toThrow();
    await vi.waitFor(() => expect(sdk.counts().recorded).toBe(1), PATIENCE);
    await sdk.flush();
    expect(seen()).toEqual(['server GET /slow/:what 499']);
  });

  it('need no Node server: without one the middleware does nothing', async () => {
    const app = new Hono();
    app.use(honoRoute());
    app.get('/', (c) => c.text('fine'));
    expect(await (await app.request('/')).text()).toBe('fine');
  });
});
