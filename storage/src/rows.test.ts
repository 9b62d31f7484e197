import { binOf, type Measurement } from '@paceline/protocol';
import { array, assert, double, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { aMeasurement, anErrorReport, aTransition } from '../test/aMeasurement.ts';
import { ALERT_TRANSITION_COLUMNS, toAlertTransition, toAlertTransitionRow } from './alertTransitionRow.ts';
import { createMeasurementLines, MEASUREMENT_COLUMNS } from './measurementLine.ts';
import { ERROR_COLUMNS, toErrorRow } from './toErrorRow.ts';

const AT = Date.UTC(2026, 0, 1);

const toMeasurementLine = createMeasurementLines();

function toMeasurementRow(measurement: Measurement): readonly unknown[] {
  return JSON.parse(toMeasurementLine(measurement)) as unknown[];
}

describe('toMeasurementLine', () => {
  it('has a value for every column, in their order', () => {
    const row = toMeasurementRow(aMeasurement({ at: AT, value: 20, statusClass: '5xx', failed: true }));
    expect(row).toHaveLength(MEASUREMENT_COLUMNS.length);
    const column = (name: (typeof MEASUREMENT_COLUMNS)[number]) => row[MEASUREMENT_COLUMNS.indexOf(name)];
    expect(column('at')).toBe(AT);
    expect(column('status_class')).toBe('5xx');
    expect(column('failed')).toBe(1);
    expect(column('bin')).toBe(binOf(20));
  });

  it('gives every finite value a bin that a 16-bit number holds, and JSON that reads back the same', () => {
    assert(
      property(double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const row = toMeasurementRow(aMeasurement({ at: AT, value }));
        const bin = row[MEASUREMENT_COLUMNS.indexOf('bin')] as number;
        expect(bin).toBeGreaterThanOrEqual(-32_768);
        expect(bin).toBeLessThanOrEqual(32_767);
        expect(row[MEASUREMENT_COLUMNS.indexOf('value')]).toBe(value === 0 ? 0 : value);
      }),
    );
  });

  it.each([
    ['a value that is not a number', { value: Number.NaN }],
    ['an infinite value', { value: Number.NEGATIVE_INFINITY }],
    ['no weight', { weight: 0 }],
    ['a negative weight', { weight: -1 }],
    ['a time in seconds', { at: AT / 1000 }],
    ['a time with a fraction', { at: AT + 0.5 }],
    ['a time far in the future', { receivedAt: AT * 10 }],
    ['an index that is not one', { eventIndex: -1 }],
    ['a text that is missing', { route: undefined as unknown as string }],
  ])('refuses %s', (_, part) => {
    expect(() => toMeasurementRow(aMeasurement({ at: AT, ...part }))).toThrow(RangeError);
  });

  it('writes any text as it is, however often it comes', () => {
    const texts = ['route', 'subject', 'traceId', 'attributes', 'batchId', 'sessionId'] as const;
    const columns = ['route', 'subject', 'trace_id', 'attributes', 'batch_id', 'session_id'] as const;
    assert(
      property(array(string({ unit: 'grapheme' }), { minLength: 6, maxLength: 6 }), (values) => {
        const parts = Object.fromEntries(texts.map((name, index) => [name, values[index]]));
        for (let again = 0; again < 2; again += 1) {
          const row = toMeasurementRow(aMeasurement({ at: AT, ...parts }));
          expect(columns.map((name) => row[MEASUREMENT_COLUMNS.indexOf(name)])).toEqual(values);
        }
      }),
    );
  });

  it('replaces half a character by the replacement character', () => {
    const row = toMeasurementRow(aMeasurement({ at: AT, route: '/\uDE00x😀' }));
    expect(row[MEASUREMENT_COLUMNS.indexOf('route')]).toBe('/\uFFFDx😀');
  });
});

describe('toErrorRow', () => {
  it('has a value for every column', () => {
    const row = toErrorRow(anErrorReport({ at: AT, stack: 'at a' }));
    expect(row).toHaveLength(ERROR_COLUMNS.length);
    expect(row[ERROR_COLUMNS.indexOf('stack')]).toBe('at a');
  });
});

describe('toAlertTransition', () => {
  it('reads back what was written', () => {
    const transition = aTransition({ id: 'a', value: null, state: 'resolved' });
    const row = toAlertTransitionRow(transition);
    expect(row).toHaveLength(ALERT_TRANSITION_COLUMNS.length);
    expect(toAlertTransition(row)).toEqual(transition);
  });
});
