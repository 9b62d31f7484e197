import { describe, expect, it } from 'vitest';
import { envelopeSchema } from './batch.ts';
import { eventSchema } from './events.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { METRICS, metricNamed } from './metrics.ts';

const schema = eventSchema();
const at = Date.UTC(2026, 0, 1);

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
    ['a cache event of no lookups', { type: 'cache', at, layer: 'cdn', outcome: 'hit', count: 0 }],
  ])('refuses %s', (_, event) => {
    expect(schema.safeParse(event).success).toBe(false);
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
