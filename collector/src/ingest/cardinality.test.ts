import { DEFAULT_LIMITS, type Limits, type TelemetryEvent } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { aBatch, aCollector, anEvent, NOW, OTHER_KEY } from '../../test/aCollector.ts';

const at = NOW;
const query = (system: string, operation: string) =>
  ({ type: 'query', at, system, operation, durationMs: 1, ok: true }) as const;
const error = (name: string, fingerprint?: string) =>
  ({
    type: 'error',
    at,
    kind: 'handled',
    name,
    message: 'm',
    ...(fingerprint === undefined ? {} : { fingerprint }),
  }) as const;
const pool = (name: string) => ({ name, active: 1, idle: 1, waiting: 0, size: 2 });
const measure = (name: string) => ({ type: 'measure', at, name, value: 1 }) as const;

/** The events that arrive in the queue when these are sent one after the other. */
async function stored(limits: Partial<Limits>, events: readonly TelemetryEvent[]) {
  const { send, producer, counted } = aCollector({ limits });
  for (const event of events) await send(aBatch({ events: [event] }));
  return { events: producer.batches.flatMap((batch) => batch.events), counted };
}

describe('names over their limit', () => {
  it.each([
    ['releasesPerApp', (name: string) => ({ release: name }), (batch) => batch?.release],
    ['environmentsPerApp', (name: string) => ({ environment: name }), (batch) => batch?.environment],
    [
      'instancesPerApp',
      (instance: string) => ({ context: { instance } }),
      (batch) => batch?.context.instance,
    ],
    ['valuesPerApp', (browser: string) => ({ context: { browser } }), (batch) => batch?.context.browser],
    ['valuesPerApp', (os: string) => ({ context: { os } }), (batch) => batch?.context.os],
    [
      'valuesPerApp',
      (connection: string) => ({ context: { connection } }),
      (batch) => batch?.context.connection,
    ],
  ] satisfies readonly [
    keyof Limits,
    (name: string) => object,
    (batch?: ReturnType<typeof aCollector>['producer']['batches'][number]) => unknown,
  ][])('of a batch fold into (other): %s', async (limit, parts, read) => {
    const { send, producer, counted } = aCollector({ limits: { [limit]: 2 } });
    for (const name of ['a', 'b', 'c', 'a']) await send(aBatch(parts(name)));
    expect(producer.batches.map((batch) => read(batch))).toEqual(['a', 'b', '(other)', 'a']);
    expect(await counted('paceline_collector_limit_hits_total', { app: 'shop', limit })).toBe(1);
    await send(aBatch(parts('c')), { 'x-paceline-key': OTHER_KEY });
    expect(read(producer.batches.at(-1))).toBe('c');
  });

  it('that group errors are made where the sender made none, and fold too', async () => {
    const events = [1, 2, 3].map((frame) => ({
      ...error('A'),
      stack: `Error\n    at f (/file${frame}x.js:1:1)`,
    }));
    const { events: kept } = await stored({ subjectsPerApp: 2 }, events);
    const [first, second, third] = kept.map((event) => (event.type === 'error' ? event.fingerprint : ''));
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(second).not.toBe(first);
    expect(third).toBe('(other)');
  });

  it('of events fold into (other), each kind by itself', async () => {
    const { events, counted } = await stored({ subjectsPerApp: 1 }, [
      query('postgresql', 'SELECT a'),
      query('postgresql', 'SELECT b'),
      { type: 'cache', at, layer: 'redis', outcome: 'hit', count: 1, name: 'a' },
      { type: 'cache', at, layer: 'redis', outcome: 'hit', count: 1, name: 'b' },
      { type: 'inference', at, kind: 'model', name: 'a', durationMs: 1, ok: true },
      { type: 'inference', at, kind: 'model', name: 'b', durationMs: 1, ok: true },
      { type: 'system', at, pools: [pool('a'), pool('b')] },
      error('A', 'one'),
      error('B', 'other'),
    ]);
    expect(events).toMatchObject([
      { system: 'postgresql', operation: 'SELECT a' },
      { system: 'postgresql', operation: '(other)' },
      { name: 'a' },
      { name: '(other)' },
      { name: 'a' },
      { name: '(other)' },
      { pools: [{ name: 'a' }, { name: '(other)' }] },
      { name: 'A', fingerprint: 'one' },
      { name: '(other)', fingerprint: '(other)' },
    ]);
    expect(await counted('paceline_collector_limit_hits_total', { limit: 'subjectsPerApp' })).toBe(6);
  });

  it('of few values fold too: methods and database systems', async () => {
    const { events } = await stored({ valuesPerApp: 1 }, [
      { ...anEvent(), method: 'GET' } as TelemetryEvent,
      { ...anEvent(), method: 'XYZ' } as TelemetryEvent,
      query('sqlite', 'SELECT a'),
      query('invented', 'SELECT a'),
    ]);
    expect(events).toMatchObject([
      { method: 'GET' },
      { method: '(other)' },
      { system: 'sqlite', operation: 'SELECT a' },
      { system: '(other)', operation: 'SELECT a' },
    ]);
  });

  it('of measures are dropped, as their metrics do not add up', async () => {
    const { send, producer, counted } = aCollector({ limits: { customMetricsPerApp: 2 } });
    const answer = await send(aBatch({ events: ['a', 'b', 'c', 'a', 'd'].map((name) => measure(name)) }));
    expect(answer).toEqual({
      accepted: 3,
      dropped: [2, 4].map((index) => ({
        index,
        reason: 'cardinality',
        detail: 'name: the app has 2 measures already; use fewer names (limit customMetricsPerApp)',
      })),
    });
    expect(producer.dropped).toEqual([{ app: 'shop', counts: { cardinality: 2 } }]);
    expect(await counted('paceline_collector_limit_hits_total', { limit: 'customMetricsPerApp' })).toBe(2);
  });

  it('do not fold at the defaults for what one app has', async () => {
    const names = Array.from({ length: 60 }, (_, index) => `name-${index}`);
    const { events } = await stored(
      {},
      names.map((name) => query('postgresql', name)),
    );
    expect(events.map((event) => 'operation' in event && event.operation)).toEqual(names);
    expect(DEFAULT_LIMITS.subjectsPerApp).toBeGreaterThan(60);
  });
});
