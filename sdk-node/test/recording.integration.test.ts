import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { init, type Options, type Paceline } from '../src/index.ts';
import { startReceiver, type Receiver } from './startReceiver.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

let receiver: Receiver;
let sdk: Paceline;

function measure(options: Partial<Options> = {}): Paceline {
  return init({
    endpoint: receiver.endpoint,
    key: 'pk_of_the_tests',
    systemIntervalMs: 0,
    measureRequests: false,
    flushIntervalMs: 60_000,
    ...options,
  });
}

beforeEach(async () => {
  receiver = await startReceiver();
  sdk = measure();
});
afterEach(async () => {
  sdk.stop();
  await receiver.stop();
});

describe('cache lookups', () => {
  it('are one event a layer, name and outcome, however many they are', async () => {
    for (let index = 0; index < 100_000; index += 1) sdk.cache.hit('sessions');
    for (let index = 0; index < 777; index += 1) sdk.cache.miss('sessions');
    sdk.cache.evict('sessions');
    sdk.cache.hit('sessions', 'redis');
    sdk.recordCache({ layer: 'cdn', outcome: 'miss', count: 12 });
    await sdk.flush();
    expect(
      receiver.events('cache').map(({ layer, name, outcome, count }) => [layer, name, outcome, count]),
    ).toEqual([
      ['memory', 'sessions', 'hit', 100_000],
      ['memory', 'sessions', 'miss', 777],
      ['memory', 'sessions', 'eviction', 1],
      ['redis', 'sessions', 'hit', 1],
      ['cdn', undefined, 'miss', 12],
    ]);
    await sdk.flush();
    expect(receiver.received).toHaveLength(1);
  });

  it('stay exact and bounded with endless names', async () => {
    for (let index = 0; index < 5000; index += 1) sdk.cache.hit(`user-${index}`);
    await sdk.flush();
    const events = receiver.events('cache');
    expect(events).toHaveLength(201);
    expect(events.reduce((sum, { count }) => sum + count, 0)).toBe(5000);
    expect(events.find(({ name }) => name === '(other)')?.count).toBe(4800);
  });
});

describe('timed work', () => {
  it('passes results and errors on, and tells how it went', async () => {
    const failure = new Error('no such table');
    expect(sdk.timeQuery('sqlite', 'SELECT orders', () => 7)).toBe(7);
    expect(() =>
      sdk.timeQuery('sqlite', 'SELECT nothing', () => {
        throw failure;
      }),
    ).toThrow(failure);
    await expect(sdk.timeQuery('postgresql', 'SELECT users', () => Promise.resolve('rows'))).resolves.toBe(
      'rows',
    );
    await expect(sdk.timeQuery('postgresql', 'INSERT users', () => Promise.reject(failure))).rejects.toBe(
      failure,
    );
    await sdk.timeInference('ranker', async () => 1, { coldStart: true });
    await sdk.timeVectorSearch('products', async () => []);
    await sdk.flush();
    expect(receiver.events('query').map(({ system, operation, ok }) => [system, operation, ok])).toEqual([
      ['sqlite', 'SELECT orders', true],
      ['sqlite', 'SELECT nothing', false],
      ['postgresql', 'SELECT users', true],
      ['postgresql', 'INSERT users', false],
    ]);
    expect(receiver.events('inference')).toMatchObject([
      { kind: 'model', name: 'ranker', coldStart: true, ok: true },
      { kind: 'vector-search', name: 'products', ok: true },
    ]);
  });

  it('lasts until a promise settles', async () => {
    await sdk.timeQuery(
      'postgresql',
      'SELECT slowly',
      () => new Promise((resolve) => setTimeout(resolve, 40)),
    );
    await sdk.flush();
    expect(receiver.events('query')[0]?.durationMs).toBeGreaterThanOrEqual(38);
  });
});

describe('errors', () => {
  it('that are equal are one event, weighted', async () => {
    for (let index = 0; index < 50; index += 1) sdk.recordError(new TypeError(`order ${index} is undefined`));
    sdk.recordError('a text');
    await sdk.flush();
    expect(receiver.events('error')).toMatchObject([
      { kind: 'handled', name: 'TypeError', message: 'order 0 is undefined', weight: 50 },
      { kind: 'handled', name: 'Error', message: 'a text' },
    ]);
    expect(receiver.events('error')[0]?.stack).toContain('recording.integration.test.ts');
    await sdk.flush();
    expect(receiver.received).toHaveLength(1);
  });
});

/** Of every system sample that arrived, in order. */
const delays = () => receiver.events('system').map(({ eventLoopDelayMs }) => eventLoopDelayMs ?? Number.NaN);

describe('system samples', () => {
  it('hold the figures of this process and its pools', async () => {
    sdk.stop();
    sdk = measure({ systemIntervalMs: 200, flushIntervalMs: 50 });
    sdk.pool('orders', () => ({ active: 3, idle: 1, waiting: 2, size: 4 }));
    sdk.pool('broken', () => {
      throw new Error('closed');
    });
    const forget = sdk.pool('gone', () => ({ active: 1, idle: 1, waiting: 1, size: 1 }));
    forget();
    await vi.waitFor(() => expect(receiver.events('system').length).toBeGreaterThanOrEqual(3), PATIENCE);
    for (const sample of receiver.events('system')) {
      expect(sample.cpuShare).toBeGreaterThan(0);
      expect(sample.memoryBytes).toBeGreaterThan(20e6);
      expect(sample.heapBytes).toBeLessThan(sample.memoryBytes ?? 0);
      expect(sample.diskShare).toBeGreaterThan(0);
      expect(sample.eventLoopDelayMs).toBeLessThan(10_000);
      expect(sample.eventLoopUtilization).toBeGreaterThan(0);
      expect(sample.pools).toEqual([{ name: 'orders', active: 3, idle: 1, waiting: 2, size: 4 }]);
    }
  });

  it('show that the event loop was held up, and only then', async () => {
    sdk.stop();
    sdk = measure({ systemIntervalMs: 400, flushIntervalMs: 50 });
    await vi.waitFor(() => expect(delays().at(-1)).toBeLessThan(100), PATIENCE);
    const before = delays().length;
    const until = performance.now() + 500;
    while (performance.now() < until);
    await vi.waitFor(() => expect(Math.max(...delays().slice(before))).toBeGreaterThan(400), PATIENCE);
    await vi.waitFor(() => expect(delays().at(-1)).toBeLessThan(100), PATIENCE);
  });
});

describe('whatever an app passes', () => {
  const nonsense: readonly unknown[] = [
    undefined,
    null,
    0,
    -1,
    Number.NaN,
    '',
    {},
    [],
    'x'.repeat(10_000),
    Symbol('s'),
  ];

  it('never throws, and the batches that arrive are valid', async () => {
    // What JavaScript may do, TypeScript would not let this test do.
    const anything = sdk as unknown as Record<string, (...values: readonly unknown[]) => unknown> & {
      cache: Record<string, (...values: readonly unknown[]) => unknown>;
    };
    for (const value of nonsense) {
      for (const method of ['measure', 'recordRequest', 'recordError', 'recordCache', 'pool']) {
        anything[method]?.(value, value, value);
        anything[method]?.({ method: value, route: value, status: 200, durationMs: 1 });
        anything[method]?.({ layer: 'memory', outcome: value, count: value, name: value });
      }
      anything.cache['hit']?.(value, value);
      anything.cache['miss']?.(value);
      expect(anything['timeQuery']?.(value, value, () => 1)).toBe(1);
      anything['measure']?.('named', 1, value);
      anything['measure']?.('named', 1, { key: value });
    }
    await sdk.flush();
    // The receiver would not have answered 202 to a batch that the schema refuses.
    expect(sdk.counts()).toMatchObject({ refused: 0, waiting: 0 });
    expect(sdk.counts().accepted).toBeGreaterThan(0);
  });

  it('starts nothing with options that cannot be used, and says so once', () => {
    for (const options of [
      undefined,
      null,
      {},
      { endpoint: 'nowhere', key: 'k' },
      { endpoint: receiver.endpoint },
    ]) {
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const idle = init(options as unknown as Options);
      expect(warn).toHaveBeenCalledTimes(1);
      warn.mockRestore();
      idle.measure('number', 1);
      idle.cache.hit('sessions');
      expect(idle.timeQuery('sqlite', 'SELECT', () => 5)).toBe(5);
      idle.stop();
      expect(idle.counts().recorded).toBe(0);
    }
  });
});
