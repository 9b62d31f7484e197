import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { envelopeSchema } from './batch.ts';
import { createQuickCheck } from './createQuickCheck.ts';
import { eventSchema } from './events.ts';

const at = Date.UTC(2026, 0, 1);
const page = {
  type: 'page-resources',
  at,
  inlineCriticalBytes: 9000,
  types: { 'text/javascript .js script': [2, 90_000, 0, 1, 4000], ' null link': [1, 0, 0, 1, 0] },
  attributes: { blocking: 'shop.example/app.js', lists: 1, cut: false },
};
const events = [
  { type: 'vital', at, name: 'LCP', value: 1234.5, id: 'v1', navigationType: 'navigate' },
  { type: 'request', at, side: 'server', method: 'GET', route: '/a/:id', status: 200, durationMs: 12 },
  { type: 'query', at, system: 'sqlite', operation: 'SELECT orders', durationMs: 1.5, ok: true, weight: 2 },
  { type: 'cache', at, layer: 'redis', outcome: 'hit', count: 3 },
  { type: 'inference', at, kind: 'model', name: 'ranker', durationMs: 20, ok: true, coldStart: false },
  { type: 'error', at, kind: 'uncaught', name: 'TypeError', message: '' },
  { type: 'measure', at, name: 'checkout.items', value: -3 },
  { type: 'sdk', at, mainThreadMs: 4.5, bytes: 9000, lostEvents: 20 },
  { type: 'system', at, cpuShare: 0.4, pools: [{ name: 'a', active: 1, idle: 0, waiting: 0, size: 1 }] },
  { type: 'measure', at, name: 'x', value: 1, attributes: { plan: 'pro', seats: 3, beta: true } },
  page,
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
  [1, 2, 3, 4, 5],
  [1, 2, 3, 4, -5],
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

  it.each(['types', 'attributes'] as const)('is never certain of wrong names or values in %s', (field) => {
    let certain = 0;
    fc.assert(
      fc.property(changed(page[field]), (parts) => {
        const event = { ...page, [field]: parts };
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
    ['a condition that does not hold', z.object({ a: z.string() }).refine(() => false), { a: 'x' }],
    ['a condition that is not plain', z.object({}).superRefine((_, context) => context.addIssue('no')), {}],
    ['a changed object', z.object({ a: z.string() }).overwrite(() => ({ a: 'y' })), { a: 'x' }],
    ['a transformed value', z.string().transform((text) => text.length), 'x'],
    ['a trimmed string', z.string().trim(), ' x'],
    ['a default', z.object({ a: z.string().default('x') }), {}],
    ['a catch-all', z.object({}).catchall(z.number()), { a: 'x' }],
    ['a multiple', z.number().multipleOf(2), 3],
    ['two patterns', z.string().regex(/a/).regex(/b/), 'a'],
    ['a map of other values', z.record(z.string(), z.number()), { a: 'x' }],
    ['a map of some names', z.record(z.enum(['a', 'b']), z.number()), { a: 1 }],
    ['a map of names that it changes', z.record(z.string().trim(), z.number()), { ' a': 1 }],
    ['a map with a name that it leaves out', z.record(z.string(), z.any()), JSON.parse('{"__proto__":1}')],
    ['a list of unlike parts that may end early', z.tuple([z.number(), z.number().optional()]), [1]],
    ['a list of unlike parts with more of one', z.tuple([z.number()], z.string()), [1, 2]],
    ['a union of which none fits', z.union([z.string(), z.boolean()]), 1],
    ['a union that may change it', z.union([z.string().trim(), z.string()]), ' x'],
    ['a union that may make a text of it', z.union([z.coerce.string(), z.number()]), 1],
    ['a union of objects', z.union([z.object({}), z.object({ a: z.number() })]), { a: 1 }],
  ])('is not certain of what it does not understand: %s', (_, unknownSchema, value) => {
    expect(createQuickCheck(unknownSchema)(value)).toBe(false);
  });
});
