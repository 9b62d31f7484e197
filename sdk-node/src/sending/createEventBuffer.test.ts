import type { TelemetryEvent } from '@paceline/protocol';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEventBuffer } from './createEventBuffer.ts';

it('is a queue that forgets its oldest beyond its capacity, whatever is done to it', () => {
  const anyUse = fc.array(fc.constantFrom('push', 'push', 'push', 'shift'), { maxLength: 500 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), anyUse, (capacity, uses) => {
      const buffer = createEventBuffer(capacity);
      const model: TelemetryEvent[] = [];
      for (const [value, use] of uses.entries()) {
        if (use === 'push') {
          const event: TelemetryEvent = { type: 'measure', at: 1, name: 'n', value };
          model.push(event);
          expect(buffer.push(event)).toBe(model.length > capacity ? 1 : 0);
          if (model.length > capacity) model.shift();
        } else {
          expect(buffer.shift()).toBe(model.shift());
        }
        expect(buffer.size()).toBe(model.length);
        expect(buffer.peek()).toBe(model[0]);
      }
    }),
  );
});
