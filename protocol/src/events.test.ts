import { describe, expect, it } from 'vitest';
import { envelopeSchema } from './batch.ts';
import { eventSchema, MOST_RESOURCE_SIGNS } from './events.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { METRICS, metricNamed } from './metrics.ts';

const schema = eventSchema();
const at = Date.UTC(2026, 0, 1);

const onePixel = [1, 43, 0, 0, 43];
const withTypes = (types: unknown) => ({ type: 'page-resources', at, inlineCriticalBytes: 0, types });

describe('eventSchema', () => {
  it.each([
    { type: 'vital', at, name: 'LCP', value: 1234.5 },
    { type: 'request', at, side: 'server', method: 'GET', route: '/a/:id', status: 200, durationMs: 12 },
    { type: 'query', at, system: 'sqlite', operation: 'SELECT orders', durationMs: 1.5, ok: true },
    { type: 'cache', at, layer: 'redis', outcome: 'hit', count: 3 },
    { type: 'inference', at, kind: 'model', name: 'ranker', durationMs: 20, ok: true },
    { type: 'error', at, kind: 'uncaught', name: 'TypeError', message: 'x is not a function' },
    { type: 'system', at, cpuShare: 0.4, memoryBytes: 1024 },
    { type: 'measure', at, name: 'checkout.items', value: -3 },
    { type: 'sdk', at, mainThreadMs: 4.5 },
    { type: 'page-resources', at, inlineCriticalBytes: 0, types: {} },
  ])('accepts a $type event', (event) => {
    expect(schema.safeParse(event).success).toBe(true);
  });

  it.each([
    [
      'a negative duration',
      { type: 'request', at, side: 'server', method: 'GET', status: 200, durationMs: -1 },
    ],
    ['a value that is not finite', { type: 'vital', at, name: 'LCP', value: Number.POSITIVE_INFINITY }],
    ['a type that does not exist', { type: 'nothing', at }],
    ['a share over 1', { type: 'system', at, cpuShare: 1.2 }],
    ['a sample of a system without a figure', { type: 'system', at, route: '/', pools: [] }],
    ['a cost of the SDK in half bytes', { type: 'sdk', at, mainThreadMs: 4.5, bytes: 0.5 }],
    ['a cost of the SDK without its time', { type: 'sdk', at, bytes: 9000 }],
    ['a cache event of no lookups', { type: 'cache', at, layer: 'cdn', outcome: 'hit', count: 0 }],
  ])('refuses %s', (_, event) => {
    expect(schema.safeParse(event).success).toBe(false);
  });

  it.each(['text/javascript .js script', 'undefined .css link', ' null link', '  ', ''])(
    'accepts resources of the sign "%s"',
    (sign) => {
      const event = withTypes({ [sign]: onePixel });
      expect(schema.safeParse(event)).toEqual({ success: true, data: event });
    },
  );

  it.each([
    ['too few figures', { 'image/gif .gif img': onePixel.slice(1) }],
    ['too many figures', { 'image/gif .gif img': [...onePixel, 0] }],
    ['half a resource', { 'image/gif .gif img': onePixel.with(0, 0.5) }],
    ['bytes under 0', { 'image/gif .gif img': onePixel.with(2, -1) }],
    ['bytes over the limit', { 'image/gif .gif img': onePixel.with(4, DEFAULT_LIMITS.maxValue + 1) }],
    ['a figure that is none', { 'image/gif .gif img': onePixel.map(String) }],
    ['no list', { 'image/gif .gif img': 1 }],
    ['a list in place of the signs', [onePixel]],
    ['a sign over the limit', { ['x'.repeat(DEFAULT_LIMITS.nameLength + 1)]: onePixel }],
  ])('refuses resources with %s', (_, types) => {
    expect(schema.safeParse(withTypes(types)).success).toBe(false);
  });

  it('refuses more signs of resources than the limit', () => {
    const types = Object.fromEntries(
      Array.from({ length: MOST_RESOURCE_SIGNS }, (_, index) => [`image/gif .gif${index} img`, onePixel]),
    );
    expect(schema.safeParse(withTypes(types)).success).toBe(true);
    expect(schema.safeParse(withTypes({ ...types, ' null link': onePixel })).success).toBe(false);
  });

  it('refuses more attributes than the limit', () => {
    const attributes = Object.fromEntries(
      Array.from({ length: DEFAULT_LIMITS.attributesPerEvent + 1 }, (_, index) => [`a${index}`, index]),
    );
    expect(schema.safeParse({ type: 'measure', at, name: 'x', value: 1, attributes }).success).toBe(false);
  });
});

describe('envelopeSchema', () => {
  it('refuses more events than the limit', () => {
    const events = Array.from({ length: DEFAULT_LIMITS.eventsPerBatch + 1 }, () => ({}));
    const result = envelopeSchema().safeParse({ id: 'abcdefgh', sentAt: at, source: 'node', events });
    expect(result.success).toBe(false);
  });
});

describe('metricNamed', () => {
  it('knows every metric of the catalogue once, and makes an entry for a custom one', () => {
    expect(new Set(METRICS.map(({ name }) => name)).size).toBe(METRICS.length);
    expect(metricNamed('vital.lcp')?.unit).toBe('ms');
    expect(metricNamed('custom.checkout')?.title).toBe('checkout');
    expect(metricNamed('checkout')).toBeUndefined();
  });
});
