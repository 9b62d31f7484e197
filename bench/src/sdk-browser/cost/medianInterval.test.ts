import { expect, it } from 'vitest';
import { medianInterval } from './medianInterval.ts';

it('gives the median within an interval that most of the values are outside of', () => {
  const values = Array.from({ length: 101 }, (_, index) => index);
  const { median, low, high } = medianInterval(values);
  expect(median).toBe(50);
  expect(low).toBeGreaterThan(25);
  expect(low).toBeLessThan(50);
  expect(high).toBeGreaterThan(50);
  expect(high).toBeLessThan(75);
});

it('gives the value itself for one value', () => {
  expect(medianInterval([3])).toEqual({ median: 3, low: 3, high: 3 });
});
