import { gzipSync } from 'node:zlib';
import { DROP_REASONS } from '@paceline/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aBatch, aCollector, anEvent, NOW } from '../../test/aCollector.ts';

const json = fc.jsonValue({ maxDepth: 3 });
const time = fc.oneof(
  fc.integer({ min: NOW - 2 * 86_400_000, max: NOW + 200_000 }),
  fc.maxSafeInteger(),
  fc.constant(NOW),
);
const route = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.webPath(),
  fc.constant('/a'),
  fc.string({ maxLength: 600 }),
);
/** Good, nearly good and hopeless events. */
const anyEvent = fc.oneof(
  fc.record({ at: time, route }).map((parts) => anEvent(parts)),
  fc
    .tuple(fc.constantFrom(...Object.keys(anEvent()), '__proto__', 'attributes'), json)
    .map(([name, value]) => ({
      ...anEvent(),
      [name]: value,
    })),
  json,
);
const anyBatch = fc
  .record({
    sentAt: time.map((at) => Math.max(1, at)),
    events: fc.array(anyEvent, { minLength: 1, maxLength: 12 }),
    twice: fc.boolean(),
  })
  .map(({ twice, ...parts }) => ({ batch: { ...aBatch(), ...parts }, twice }));

/** A batch with lists in each other; itself, its list of events and its event are three levels more. */
const nested = (levels: number) =>
  JSON.stringify({
    ...aBatch(),
    events: [{ ...anEvent(), unknown: JSON.parse('['.repeat(levels) + ']'.repeat(levels)) }],
  });

/** A batch with lists in each other beside its events; itself is one level more. */
const around = (levels: number) =>
  JSON.stringify({ ...aBatch(), unknown: JSON.parse('['.repeat(levels) + ']'.repeat(levels)) });

describe('any batch', () => {
  it('has every event accepted or dropped for one documented reason', async () => {
    const { send, producer, counted } = aCollector({ limits: { eventsPerBatch: 8, routesPerApp: 5 } });
    let received = 0;
    await fc.assert(
      fc.asyncProperty(anyBatch, async ({ batch, twice }) => {
        for (const _ of twice ? [1, 2] : [1]) {
          const { accepted, dropped } = await send(batch);
          received += batch.events.length;
          expect(accepted + dropped.length).toBe(batch.events.length);
          const indexes = dropped.map(({ index }) => index);
          expect(indexes).toEqual([...new Set(indexes)].toSorted((a, b) => a - b));
          for (const { reason } of dropped) expect(DROP_REASONS).toContain(reason);
        }
      }),
    );
    const stored = producer.batches.reduce((sum, { events }) => sum + events.length, 0);
    expect(await counted('paceline_collector_events_received_total')).toBe(received);
    expect(await counted('paceline_collector_events_accepted_total')).toBe(stored);
    expect(await counted('paceline_collector_events_dropped_total')).toBe(received - stored);
    const inLedger = producer.dropped.flatMap(({ counts }) => Object.values(counts));
    expect(inLedger.reduce((sum, count) => sum + count, 0)).toBe(received - stored);
    const routes = new Set(producer.batches.flatMap(({ events }) => events.map((event) => event.route)));
    expect(routes.size).toBeLessThanOrEqual(5 + 2);
  });
});

describe('any body', () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  const text = fc.oneof(
    json.map((value) => JSON.stringify(value)),
    fc.string({ unit: 'binary' }),
    fc.json(),
  );
  const envelope = fc
    .tuple(fc.constantFrom('id', 'sentAt', 'release', 'environment', 'source', 'context', 'events'), json)
    .map(([name, value]) => JSON.stringify({ ...aBatch(), [name]: value }));
  const anyBody = fc.oneof(bytes, text, envelope);
  const anyHeaders = fc.record(
    {
      'content-type': fc.constantFrom(
        'application/json',
        'text/plain',
        'text/plain; charset=x',
        'a/b',
        ';',
        '/',
      ),
      'content-encoding': fc.constantFrom('gzip', 'identity', 'br', 'GZIP', 'gzip, gzip', ''),
      'content-length': fc.constantFrom('0', '-1', 'x', '1e9', '99999999'),
      origin: fc.constantFrom('https://shop.example', 'null', '', 'x'),
    },
    { requiredKeys: [] },
  );

  it('is answered with 202 or a 4xx problem, never a 5xx', async () => {
    const { post } = aCollector();
    await fc.assert(
      fc.asyncProperty(anyBody, fc.boolean(), anyHeaders, async (body, compressed, headers) => {
        const sent = compressed ? gzipSync(body) : body;
        const response = await post(typeof sent === 'string' ? sent : new Uint8Array(sent), headers);
        if (response.status === 202) return;
        expect(response.status).toBeGreaterThanOrEqual(400);
        expect(response.status).toBeLessThan(500);
        expect(response.headers.get('content-type')).toBe('application/problem+json');
        expect(await response.json()).toMatchObject({ status: response.status, detail: expect.any(String) });
      }),
      { numRuns: 500 },
    );
  });

  it('cannot make the collector fail by being deep', async () => {
    const { post } = aCollector();
    const deep = '['.repeat(100_000);
    expect((await post(deep + ']'.repeat(100_000))).status).toBe(400);
    expect((await post(deep)).status).toBe(400);
    const inside = JSON.stringify(aBatch()).replace('[{', `[${'['.repeat(50_000)}${']'.repeat(50_000)},{`);
    expect(await (await post(inside)).json()).toMatchObject({
      accepted: 1,
      dropped: [{ reason: 'invalid' }],
    });
  });

  it('may be as deep as jsonDepth, and no deeper', async () => {
    const { post, counted } = aCollector({ limits: { jsonDepth: 8 } });
    expect(await (await post(nested(5))).json()).toEqual({ accepted: 1, dropped: [] });
    const detail = expect.stringContaining('limit jsonDepth');
    const dropped = [{ index: 0, reason: 'invalid', detail }];
    expect(await (await post(nested(6))).json()).toEqual({ accepted: 0, dropped });
    expect((await post(around(7))).status).toBe(202);
    const refused = await post(around(8));
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ type: 'urn:paceline:problem:too-deep', limit: 'jsonDepth' });
    expect(await counted('paceline_collector_limit_hits_total', { limit: 'jsonDepth' })).toBe(2);
  });

  it('cannot change what objects inherit', async () => {
    const { post, producer } = aCollector();
    const poison = '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"toString":1';
    const event = JSON.stringify({ ...anEvent(), attributes: { a: 1 } });
    const poisoned = event
      .replace('{"a":1}', `{"a":1,"__proto__":"x","constructor":"y"}`)
      .replace('{', `{${poison},`);
    const body = JSON.stringify(aBatch({ context: {} }))
      .replace('"context":{}', `"context":{${poison}}`)
      .replace(/"events":.*$/, `"events":[${poisoned}],${poison}}`);
    expect((await post(body)).status).toBe(202);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    const [batch] = producer.batches;
    expect(JSON.stringify(batch)).not.toContain('polluted');
    expect(batch?.events[0]?.attributes).toEqual({ a: 1, constructor: 'y' });
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty']) {
      const events = [anEvent({ route: name }), { type: 'measure', at: NOW, name, value: 1 }];
      expect(
        (await post(JSON.stringify({ ...aBatch({ release: name, environment: name }), events }))).status,
      ).toBe(202);
    }
    expect(producer.batches.slice(1).map(({ release }) => release)).toEqual([
      '__proto__',
      'constructor',
      'hasOwnProperty',
    ]);
  });

  it('may begin with a byte order mark', async () => {
    const { post } = aCollector();
    expect((await post(`\uFEFF${JSON.stringify(aBatch())}`)).status).toBe(202);
  });
});
