import { eventSchema, metricNamed, type TelemetryEvent } from '@paceline/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aBatch } from '../../test/aBatch.ts';
import { arbitraryEvent, arbitraryEventOf } from '../../test/arbitraryEvent.ts';
import { toMeasurements } from './toMeasurements.ts';

const at = Date.UTC(2026, 0, 1);
const schema = eventSchema();

/** The rows of one event, without the columns that they share. */
function rowsOf(event: TelemetryEvent) {
  return toMeasurements(aBatch({ events: [event] })).map(
    ({ metric, value, weight, subject, layer, statusClass, failed }) => ({
      metric,
      value,
      weight,
      subject,
      layer,
      statusClass,
      failed,
    }),
  );
}

const plain = { weight: 1, subject: '', layer: '', statusClass: '', failed: false };

/** A `system` event that names no figure is the one event that gives no row. */
function namesNothing(event: TelemetryEvent): boolean {
  return (
    event.type === 'system' &&
    event.cpuShare === undefined &&
    event.memoryBytes === undefined &&
    event.heapBytes === undefined &&
    event.diskShare === undefined &&
    event.eventLoopDelayMs === undefined &&
    event.eventLoopUtilization === undefined &&
    (event.pools ?? []).length === 0
  );
}

describe('toMeasurements, for every event that the protocol allows', () => {
  it.each(Object.entries(arbitraryEventOf))('gives a %s event rows that can be stored', (_, arbitrary) => {
    fc.assert(
      fc.property<[TelemetryEvent]>(arbitrary, (event) => {
        expect(schema.safeParse(event).error).toBeUndefined();
        const rows = toMeasurements(aBatch({ events: [event] }));
        expect(rows.length === 0).toBe(namesNothing(event));
        for (const row of rows) {
          expect(row.value).toSatisfy(Number.isFinite);
          expect(row.weight).toSatisfy(Number.isFinite);
          expect(row.weight).toBeGreaterThanOrEqual(event.weight ?? 1);
          expect(metricNamed(row.metric)).toBeDefined();
          expect(row.at).toBe(event.at);
        }
      }),
    );
  });

  it('counts every event once, whatever it gives', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent, { maxLength: 20 }), (events) => {
        const rows = toMeasurements(aBatch({ events }));
        const counted = rows.filter(({ eventCount }) => eventCount === 1).map(({ eventIndex }) => eventIndex);
        const expected = [...events.keys()].filter((index) => !namesNothing(events[index]!));
        expect(counted).toEqual(expected);
      }),
    );
  });

  it('gives the same rows for the same batch, so that a retry forms the same block', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent, { maxLength: 20 }), (events) => {
        const sent = JSON.stringify(aBatch({ events }));
        expect(toMeasurements(JSON.parse(sent))).toEqual(toMeasurements(JSON.parse(sent)));
      }),
    );
  });
});

describe('toMeasurements', () => {
  it('carries where and when from batch and event', () => {
    const batch = aBatch({
      source: 'browser',
      context: {
        device: 'mobile',
        browser: 'Firefox',
        country: 'PT',
        connection: '4g',
        instance: 'i1',
        pageViewId: 'p1',
        sessionId: 's1',
      },
      events: [
        { type: 'measure', at, name: 'skipped', value: 0 },
        {
          type: 'request',
          at,
          route: '/orders/:id',
          weight: 4,
          attributes: { plan: 'pro' },
          side: 'server',
          method: 'GET',
          status: 200,
          durationMs: 12,
          traceId: 'a'.repeat(32),
        },
      ],
    });
    expect(toMeasurements(batch)[1]).toEqual({
      app: 'shop',
      environment: 'production',
      release: '1.4.0',
      metric: 'request.duration',
      route: '/orders/:id',
      subject: 'GET',
      source: 'browser',
      device: 'mobile',
      browser: 'Firefox',
      country: 'PT',
      connection: '4g',
      layer: '',
      statusClass: '2xx',
      instance: 'i1',
      at,
      receivedAt: batch.receivedAt,
      value: 12,
      weight: 4,
      failed: false,
      eventCount: 1,
      sessionId: 's1',
      batchId: 'batch-0001',
      eventIndex: 1,
      traceId: 'a'.repeat(32),
      attributes: '{"plan":"pro"}',
    });
  });

  it('names a vital by its metric', () => {
    expect(rowsOf({ type: 'vital', at, name: 'LCP', value: 1234.5 })).toEqual([
      { ...plain, metric: 'vital.lcp', value: 1234.5 },
    ]);
  });

  it.each([
    [200, '2xx', false],
    [304, '3xx', false],
    [404, '4xx', false],
    [500, '5xx', true],
    [0, 'failed', true],
  ])('classes a request of status %i as %s', (status, statusClass, failed) => {
    const event = { type: 'request', at, side: 'server', method: 'GET', status, durationMs: 3 } as const;
    expect(rowsOf(event)).toEqual([
      { ...plain, metric: 'request.duration', value: 3, subject: 'GET', statusClass, failed },
    ]);
  });

  it('keeps what a client saw apart from what the server saw', () => {
    const event = { type: 'request', at, side: 'client', method: 'PUT', status: 204, durationMs: 3 } as const;
    expect(rowsOf(event)).toMatchObject([{ metric: 'request.client.duration', subject: 'PUT' }]);
  });

  it('marks a failed query, with system and operation as its subject', () => {
    const event = {
      type: 'query',
      at,
      system: 'sqlite',
      operation: 'SELECT orders',
      durationMs: 2,
      ok: false,
    };
    expect(rowsOf(event as TelemetryEvent)).toEqual([
      { ...plain, metric: 'query.duration', value: 2, subject: 'sqlite SELECT orders', failed: true },
    ]);
  });

  it.each([
    ['hit', 'cache.lookup', 1],
    ['miss', 'cache.lookup', 0],
    ['eviction', 'cache.eviction', 1],
  ] as const)('weighs a cache %s by its count times the sampling weight', (outcome, metric, value) => {
    const event = {
      type: 'cache',
      at,
      weight: 2,
      layer: 'redis',
      outcome,
      count: 30,
      name: 'sessions',
    } as const;
    expect(rowsOf(event)).toEqual([
      { ...plain, metric, value, weight: 60, layer: 'redis', subject: 'sessions' },
    ]);
  });

  it('tells a warm inference with its first token', () => {
    const event = { type: 'inference', at, kind: 'model', name: 'ranker', durationMs: 90, ok: true } as const;
    const shared = { ...plain, subject: 'ranker' };
    expect(rowsOf({ ...event, timeToFirstTokenMs: 20 })).toEqual([
      { ...shared, metric: 'inference.duration', value: 90 },
      { ...shared, metric: 'inference.first_token', value: 20 },
    ]);
    expect(rowsOf({ ...event, kind: 'vector-search' })).toEqual([
      { ...shared, metric: 'vector_search.duration', value: 90 },
    ]);
  });

  it('keeps a cold start out of the response times', () => {
    const event = {
      type: 'inference',
      at,
      kind: 'model',
      name: 'ranker',
      durationMs: 7000,
      ok: true,
    } as const;
    expect(rowsOf({ ...event, coldStart: true, timeToFirstTokenMs: 6000 })).toEqual([
      { ...plain, metric: 'inference.cold_start', value: 7000, subject: 'ranker' },
    ]);
  });

  const page = {
    type: 'page-weight',
    at,
    scriptBytes: 300,
    styleBytes: 100,
    fontBytes: 50,
    imageBytes: 900,
    inlineCriticalBytes: 10,
    modernImages: 3,
    legacyImages: 1,
  } as const;

  it('adds scripts and styles up to the code of a page, and tells the share of modern images', () => {
    const byMetric = Object.fromEntries(rowsOf(page).map(({ metric, value }) => [metric, value]));
    expect(byMetric).toEqual({
      'page.code_bytes': 400,
      'page.script_bytes': 300,
      'page.style_bytes': 100,
      'page.font_bytes': 50,
      'page.image_bytes': 900,
      'page.inline_critical_bytes': 10,
      'page.modern_image_share': 0.75,
    });
  });

  it('tells no image share of a page without images', () => {
    const metrics = rowsOf({ ...page, modernImages: 0, legacyImages: 0 }).map(({ metric }) => metric);
    expect(metrics).not.toContain('page.modern_image_share');
  });

  it('tells what blocked the first paint, and what came uncompressed, of a page that says so', () => {
    const rows = rowsOf({ ...page, renderBlocking: 0, uncompressedBytes: 4000 });
    expect(rows).toContainEqual({ ...plain, metric: 'page.render_blocking', value: 0 });
    expect(rows).toContainEqual({ ...plain, metric: 'page.uncompressed_bytes', value: 4000 });
  });

  it('tells what the SDK cost, and what it lost only when it says so', () => {
    const event = { type: 'sdk', at, mainThreadMs: 4.5 } as const;
    expect(rowsOf(event)).toEqual([{ ...plain, metric: 'sdk.main_thread', value: 4.5 }]);
    expect(rowsOf({ ...event, bytes: 9000, lostBeacons: 0, lostEvents: 20 })).toEqual([
      { ...plain, metric: 'sdk.main_thread', value: 4.5 },
      { ...plain, metric: 'sdk.bytes', value: 9000 },
      { ...plain, metric: 'sdk.lost_beacons', value: 0 },
      { ...plain, metric: 'sdk.lost_events', value: 20 },
    ]);
  });

  it('tells each pool by its name, and no figure that was not measured', () => {
    const pools = [{ name: 'main', active: 4, idle: 6, waiting: 1, size: 10 }];
    expect(rowsOf({ type: 'system', at, cpuShare: 0.5, pools })).toEqual([
      { ...plain, metric: 'system.cpu', value: 0.5 },
      { ...plain, metric: 'pool.active', value: 4, subject: 'main' },
      { ...plain, metric: 'pool.idle', value: 6, subject: 'main' },
      { ...plain, metric: 'pool.waiting', value: 1, subject: 'main' },
      { ...plain, metric: 'pool.size', value: 10, subject: 'main' },
    ]);
    expect(rowsOf({ type: 'system', at })).toEqual([]);
  });

  it('refuses an event of a type that it does not know, so that a newer worker can take the job', () => {
    const event = { type: 'from-the-future', at } as unknown as TelemetryEvent;
    expect(() => rowsOf(event)).toThrow(/from-the-future/);
  });

  it('stores a custom measurement under its own name, negative too', () => {
    expect(rowsOf({ type: 'measure', at, name: 'checkout.items', value: -3 })).toEqual([
      { ...plain, metric: 'custom.checkout.items', value: -3 },
    ]);
  });
});
