import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { errorSchema, errorsSchema } from '../src/answers/errors.ts';
import { samplesSchema } from '../src/answers/samples.ts';
import { aDescription } from './aDescription.ts';
import { aMeasurement } from './aMeasurement.ts';
import { anErrorReport } from './anErrorReport.ts';
import { type AnswerCheck, createAnswerCheck } from './createAnswerCheck.ts';
import { LONG_RETENTION, NOW, type Query, startWorld, type World } from './startWorld.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

let world: World;
let check: AnswerCheck;
beforeAll(async () => {
  check = createAnswerCheck(await aDescription());
  world = await startWorld(inject('clickhouseUrl'), {
    retention: { ...LONG_RETENTION, rawSeconds: 7 * 86_400 },
  });
  await world.insert([
    ...Array.from({ length: 60 }, (_, index) =>
      aMeasurement({
        at: NOW - (60 - index) * MINUTE,
        value: index,
        route: index % 2 === 0 ? '/cart' : '/',
        failed: index % 10 === 0,
        eventIndex: index,
      }),
    ),
    aMeasurement({
      at: NOW - 3 * DAY,
      metric: 'vital.lcp',
      value: 2400.5,
      traceId: 'a'.repeat(32),
      sessionId: 'visit-1',
      attributes: '{"element":"#hero","late":true,"size":12}',
    }),
    aMeasurement({ at: NOW - 2 * DAY, metric: 'vital.lcp', value: 900, attributes: 'not JSON' }),
    aMeasurement({ at: NOW - 9 * DAY, metric: 'vital.lcp', value: 9000 }),
  ]);
  await world.storage.insertErrors(
    [
      ...Array.from({ length: 20 }, (_, index) =>
        anErrorReport({
          at: NOW - 1000 - index * 60 * MINUTE,
          fingerprint: index % 4 === 0 ? 'rare / odd?' : 'often',
          message: `message ${index}`,
          weight: 2,
          route: index % 2 === 0 ? '/cart' : '/',
          sessionId: `visit-${index % 3}`,
          stack: 'at pay (cart.js:1:2)',
        }),
      ),
      anErrorReport({ at: NOW - 8 * DAY, fingerprint: 'old' }),
    ],
    'errors',
  );
});
afterAll(() => world.close());

const askSamples = async (query: Query = {}) => {
  const response = await world.ask('/api/v1/samples', {
    app: 'shop',
    metric: 'request.duration',
    ...query,
  });
  expect(response.status).toBe(200);
  const answer: unknown = await response.json();
  expect(check('/api/v1/samples', 'get', 200, answer)).toBe('');
  return samplesSchema.parse(answer);
};
const valuesOf = async (query?: Query) => (await askSamples(query)).samples.map(({ value }) => value);

const askErrors = async (query: Query = {}) => {
  const response = await world.ask('/api/v1/errors', { app: 'shop', from: 'now-1d', ...query });
  expect(response.status).toBe(200);
  const answer: unknown = await response.json();
  expect(check('/api/v1/errors', 'get', 200, answer)).toBe('');
  return errorsSchema.parse(answer);
};

const askRoutes = async (query: Query) => {
  const response = await world.ask('/api/v1/dimensions/route', { app: 'shop', from: 'now-7d', ...query });
  expect(response.status).toBe(200);
  return ((await response.json()) as { values: string[] }).values;
};

describe('GET /api/v1/samples', () => {
  it.each<[string, Query, number[]]>([
    ['the slowest first', { limit: '3' }, [59, 58, 57]],
    ['the fastest first', { order: 'fastest', limit: '3' }, [0, 1, 2]],
    ['the newest first', { order: 'newest', limit: '3' }, [59, 58, 57]],
    ['those over a value', { above: '57.5', order: 'fastest' }, [58, 59]],
    ['those that failed', { failed: 'true' }, [50, 40, 30, 20, 10, 0]],
    ['those of a dimension', { route: '/cart', limit: '2' }, [58, 56]],
    ['those of several of its values', { route: ['/cart', '/'], limit: '2' }, [59, 58]],
    ['those of the range', { from: 'now-10m', to: 'now-8m' }, [51, 50]],
  ])('gives %s', async (_, query, values) => {
    expect(await valuesOf(query)).toEqual(values);
  });

  it('tells where a sample came from and what its sender said beside', async () => {
    const { samples, unit } = await askSamples({ metric: 'vital.lcp', from: 'now-4d' });
    expect(unit).toBe('ms');
    expect(samples[0]).toMatchObject({
      at: new Date(NOW - 3 * DAY).toISOString(),
      value: 2400.5,
      weight: 1,
      failed: false,
      dimensions: { route: '/orders/:id', statusClass: '2xx', device: '' },
      traceId: 'a'.repeat(32),
      sessionId: 'visit-1',
      attributes: { element: '#hero', late: true, size: 12 },
    });
    expect(samples[1]).toMatchObject({ traceId: null, sessionId: null, attributes: null });
  });

  it('answers what is kept of a range that is partly older, and says from when', async () => {
    const answer = await askSamples({ metric: 'vital.lcp', from: 'now-30d' });
    const keptFrom = new Date(NOW - 7 * DAY).toISOString();
    expect(answer).toMatchObject({ from: keptFrom, keptFrom, to: new Date(NOW).toISOString() });
    expect(answer.samples.map(({ value }) => value)).toEqual([2400.5, 900]);
  });

  it.each<[string, Query, RegExp]>([
    [
      'a range that is wholly older',
      { from: 'now-30d', to: 'now-7d' },
      /^to: single rows are kept for 7d, .* \/api\/v1\/series$/,
    ],
    [
      'an order that is none',
      { order: 'biggest' },
      /^order: "biggest" is none; allowed are slowest, fastest, newest/,
    ],
    ['too many samples', { limit: '201' }, /^limit: must be a whole number from 1 to 200/],
    ['a value that is no number', { above: 'much' }, /^above: "much" is no number/],
    ['failed that is neither', { failed: 'yes' }, /^failed: "yes" is none; allowed are true, false/],
    ['a metric that does not exist', { metric: 'vital.x' }, /^metric: there is no "vital.x"/],
  ])('refuses %s', async (_, query, detail) => {
    const response = await world.ask('/api/v1/samples', {
      app: 'shop',
      metric: 'request.duration',
      ...query,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(detail) });
  });
});

describe('GET /api/v1/errors', () => {
  it('groups errors that are alike, the heaviest first, with their counts over time', async () => {
    const { errors, total, stepSeconds, times } = await askErrors();
    expect(total).toBe(2);
    expect(errors.map(({ fingerprint, weight, events }) => [fingerprint, weight, events])).toEqual([
      ['often', 30, 15],
      ['rare / odd?', 10, 5],
    ]);
    expect(errors[0]).toMatchObject({
      message: 'message 1',
      name: 'TypeError',
      kind: 'uncaught',
      sessions: 3,
      firstSeenAt: new Date(NOW - 1000 - 19 * 60 * MINUTE).toISOString(),
      lastSeenAt: new Date(NOW - 1000 - 60 * MINUTE).toISOString(),
      routes: [
        { route: '/', weight: 20 },
        { route: '/cart', weight: 10 },
      ],
      releases: [{ release: '1.4.0', weight: 30 }],
    });
    expect(times.every((time, index) => time === (times[0] ?? 0) + index * stepSeconds)).toBe(true);
    for (const { counts, weight } of errors) {
      expect(counts).toHaveLength(times.length);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(weight);
    }
    const at = times.findIndex((time) => NOW - 1000 - 60 * MINUTE < (time + stepSeconds) * 1000);
    expect(errors[0]?.counts[at]).toBe(2);
  });

  it('gives pages, by the time they were last seen when asked to', async () => {
    const first = await askErrors({ sort: 'lastSeen', limit: '1' });
    const second = await askErrors({ sort: 'lastSeen', limit: '1', offset: '1' });
    const beyond = await askErrors({ offset: '7' });
    expect([first, second].map(({ total, errors }) => [total, errors[0]?.fingerprint])).toEqual([
      [2, 'rare / odd?'],
      [2, 'often'],
    ]);
    expect([beyond.total, beyond.errors]).toEqual([2, []]);
  });

  it('narrows to dimensions that errors have, and refuses others', async () => {
    const { errors } = await askErrors({ route: '/cart' });
    expect(errors.map(({ weight }) => weight)).toEqual([10, 10]);
    const response = await world.ask('/api/v1/errors', { app: 'shop', device: 'mobile' });
    expect(response.status).toBe(400);
  });

  it('refuses a range of which no texts are kept', async () => {
    const response = await world.ask('/api/v1/errors', { app: 'shop', from: 'now-20d', to: 'now-8d' });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(/kept for 7d/) });
  });

  it('gives one group with its newest reports, whatever its fingerprint looks like', async () => {
    const path = `/api/v1/errors/${encodeURIComponent('rare / odd?')}`;
    const response = await world.ask(path, { app: 'shop', from: 'now-1d', limit: '2' });
    const answer: unknown = await response.json();
    expect(check('/api/v1/errors/{fingerprint}', 'get', 200, answer)).toBe('');
    const { weight, samples } = errorSchema.parse(answer);
    expect(weight).toBe(10);
    expect(samples).toMatchObject([
      { message: 'message 0', stack: 'at pay (cart.js:1:2)', sessionId: 'visit-0', traceId: null },
      { message: 'message 4', at: new Date(NOW - 1000 - 240 * MINUTE).toISOString() },
    ]);
  });

  it('knows no error that is not in the range', async () => {
    const response = await world.ask('/api/v1/errors/old', { app: 'shop' });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(/There is no error "old"/) });
  });
});

describe('GET /api/v1/dimensions/{dimension}', () => {
  it.each<[string, Query, string[]]>([
    ['what contains the text', { search: 'CAR' }, ['/cart']],
    ['what goes with a metric', { metric: 'vital.lcp' }, ['/orders/:id']],
    ['what goes with another dimension', { statusClass: '5xx' }, []],
    ['all, when it is filtered by itself', { route: '/cart' }, ['/', '/cart', '/orders/:id']],
    ['no more than asked for', { limit: '1' }, ['/']],
  ])('gives %s', async (_, query, values) => {
    expect(await askRoutes(query)).toEqual(values);
  });
});
