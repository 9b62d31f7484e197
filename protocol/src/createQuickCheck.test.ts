import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { envelopeSchema } from './batch.ts';
import { createQuickCheck } from './createQuickCheck.ts';
import { eventSchema } from './events.ts';

const at = Date.UTC(2026, 0, 1);
const events = [
  { type: 'vital', at, name: 'LCP', value: 1234.5, id: 'v1', navigationType: 'navigate' },
  { type: 'request', at, side: 'server', method: 'GET', route: '/a/:id', status: 200, durationMs: 12 },
  { type: 'query', at, system: 'sqlite', operation: 'SELECT orders', durationMs: 1.5, ok: true, weight: 2 },
  { type: 'cache', at, layer: 'redis', outcome: 'hit', count: 3 },
  { type: 'inference', at, kind: 'model', name: 'ranker', durationMs: 20, ok: true, coldStart: false },
  { type: 'error', at, kind: 'uncaught', name: 'TypeError', message: '' },
  { type: 'measure', at, name: 'checkout.items', value: -3 },
];
const batch = {
  id: 'batch-0123',
  sentAt: at,
  release: '1',
  source: 'node',
  context: { sdk: 'node/1', instance: 'a', country: 'DE', device: 'bot' },
  events,
};

const odd = fc.constantFrom<unknown[]>(
  '',
  'x',
  'GET',
  'LCP',
  'server',
  '/a',
  'x'.repeat(129),
  'x'.repeat(9000),
  0,
  -0,
  1,
  -1,
  1.5,
  200,
  600,
  1e15,
  1e16,
  2 ** 53,
  Number.POSITIVE_INFINITY,
  null,
  true,
  [],
  {},
  [1],
  { a: 1 },
);
/** `value` with some of its fields changed, left out or added, as JSON gives it. */
const changed = (value: object) => {
  const names = [...Object.keys(value), 'extra', '__proto__', 'weight', 'attributes'];
  const changes = fc.array(fc.tuple(fc.constantFrom(...names), fc.option(odd)), { maxLength: 3 });
  return changes.map((fields): unknown => {
    const kept = Object.entries(value).filter(([name]) => fields.every(([other]) => other !== name));
    const set = fields.filter(([, part]) => part !== null);
    const parts = [...kept, ...set].map(([name, part]) => `${JSON.stringify(name)}:${toJson(part)}`);
    return JSON.parse(`{${parts.join(',')}}`);
  });
};

function toJson(value: unknown): string {
  if (value === Number.POSITIVE_INFINITY) return '1e999';
  return JSON.stringify(value);
}

describe('createQuickCheck', () => {
  const schema = eventSchema();
  const isCertain = createQuickCheck(schema);

  it('is certain of ordinary events and batches, so that most take the quick way', () => {
    expect(events.filter((event) => !isCertain(event))).toEqual([]);
    expect(createQuickCheck(envelopeSchema())(batch)).toBe(true);
  });

  it('is never certain of an event that the schema refuses or changes', () => {
    let certain = 0;
    fc.assert(
      fc.property(fc.constantFrom(...events).chain(changed), (event) => {
        if (!isCertain(event)) return;
        certain += 1;
        expect(schema.safeParse(event)).toEqual({ success: true, data: event });
      }),
      { numRuns: 3000 },
    );
    expect(certain).toBeGreaterThan(100);
  });

  it('is never certain of a batch that the schema refuses or changes', () => {
    const envelope = envelopeSchema();
    const isCertainBatch = createQuickCheck(envelope);
    const anyBatch = fc.oneof(
      changed(batch),
      changed(batch.context).map((context) => ({ ...batch, context })),
    );
    fc.assert(
      fc.property(anyBatch, (value) => {
        if (isCertainBatch(value)) expect(envelope.safeParse(value)).toEqual({ success: true, data: value });
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['a refined object', z.object({ a: z.string() }).refine(() => false), { a: 'x' }],
    ['a transformed value', z.string().transform((text) => text.length), 'x'],
    ['a trimmed string', z.string().trim(), ' x'],
    ['a default', z.object({ a: z.string().default('x') }), {}],
    ['a catch-all', z.object({}).catchall(z.number()), { a: 'x' }],
    ['a multiple', z.number().multipleOf(2), 3],
    ['two patterns', z.string().regex(/a/).regex(/b/), 'a'],
    ['a map of names', z.record(z.string(), z.number()), { a: 'x' }],
  ])('is not certain of what it does not understand: %s', (_, unknownSchema, value) => {
    expect(createQuickCheck(unknownSchema)(value)).toBe(false);
  });
});
