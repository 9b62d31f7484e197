import { describe, expect, it } from 'vitest';
import { exactQuantiles } from './exactQuantiles.ts';

const each = (values: readonly number[]) => values.map((value) => ({ value, weight: 1 }));

describe('exactQuantiles', () => {
  it('gives the value of rank ceil(q n), whatever the order of the values', () => {
    const tens = each([70, 10, 90, 30, 50, 100, 20, 80, 40, 60]);
    const values = exactQuantiles(tens, [0, 0.01, 0.5, 0.55, 0.95, 1]).map(({ value }) => value);
    expect(values).toEqual([10, 10, 50, 60, 100, 100]);
  });

  it('gives the ends between which every usual definition lies', () => {
    expect(exactQuantiles(each([1, 2]), [0.5])).toEqual([{ value: 1, low: 1, high: 2 }]);
    expect(exactQuantiles(each([1, 2, 3]), [0.5])).toEqual([{ value: 2, low: 2, high: 2 }]);
    expect(exactQuantiles(each([7]), [0.5, 0.99])).toEqual([
      { value: 7, low: 7, high: 7 },
      { value: 7, low: 7, high: 7 },
    ]);
  });

  it('counts a value as often as its weight says', () => {
    const sampled = [
      { value: 5, weight: 10 },
      { value: 1, weight: 1 },
    ];
    const repeated = each([1, ...Array.from({ length: 10 }, () => 5)]);
    const levels = [0.05, 0.09, 0.1, 0.5, 0.99];
    expect(exactQuantiles(sampled, levels)).toEqual(exactQuantiles(repeated, levels));
  });
});
