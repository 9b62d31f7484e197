import type { TelemetryEvent } from '../src/wire.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitEvents } from '../src/splitEvents.ts';

const event = fc.record({
  type: fc.constant('measure' as const),
  at: fc.integer({ min: 1 }),
  name: fc.constant('size'),
  value: fc.double({ noNaN: true, noDefaultInfinity: true }),
  attributes: fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), { maxKeys: 4 }),
});

describe('splitEvents', () => {
  it('keeps every event that fits, once and in order, in groups under both limits', () => {
    fc.assert(
      fc.property(
        fc.array(event),
        fc.integer({ min: 80, max: 2000 }),
        fc.integer({ min: 1, max: 20 }),
        (events, maxBytes, maxEvents) => {
          const groups = splitEvents(events, maxBytes, maxEvents);
          for (const group of groups) {
            expect(group.length).toBeGreaterThan(0);
            expect(group.length).toBeLessThanOrEqual(maxEvents);
            expect(Buffer.byteLength(JSON.stringify(group))).toBeLessThanOrEqual(maxBytes);
          }
          const fitting = events.filter((each) => Buffer.byteLength(JSON.stringify([each])) <= maxBytes);
          expect(groups.flat()).toEqual(fitting);
        },
      ),
    );
  });

  it('makes no group of nothing', () => {
    expect(splitEvents([] as TelemetryEvent[], 100, 10)).toEqual([]);
  });
});
