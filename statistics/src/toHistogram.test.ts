import {
  binLowerEdge,
  binOf,
  type Distribution,
  distributionOf,
  mergeDistributions,
} from '@paceline/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, draws } from '../test/samples.ts';
import { sharedEdges } from './sharedEdges.ts';
import { toBars } from './toBars.ts';
import { toHistogram } from './toHistogram.ts';

const anyValues = fc.array(
  fc.oneof(
    fc.double({ min: 1e-9, max: 1e12, noNaN: true }),
    fc.constantFrom(0, -1, 1, 1e300, Number.MIN_VALUE),
  ),
  { minLength: 1, maxLength: 100 },
);
const anyMaxBars = fc.integer({ min: 1, max: 60 });
const weightOf = (bars: readonly { weight: number }[]) => bars.reduce((sum, { weight }) => sum + weight, 0);

describe('toHistogram', () => {
  it('counts every value once, in no more bars than asked, without gaps, for any values', () => {
    fc.assert(
      fc.property(anyValues, anyMaxBars, (values, maxBars) => {
        const bars = toHistogram(distributionOf(values), maxBars);
        expect(bars.length).toBeGreaterThan(0);
        expect(bars.length).toBeLessThanOrEqual(maxBars);
        expect(weightOf(bars)).toBe(values.length);
        for (const [index, { from, to }] of bars.entries()) {
          expect(to).toBeGreaterThanOrEqual(from);
          expect(bars[index + 1]?.from ?? to).toBe(to);
        }
      }),
    );
  });

  it('has the weight of the values between the edges of a bar, exactly', () => {
    const values = draws(2_000, createRandom(1)).map((value) => 10 ** (4 * value));
    for (const { from, to, weight } of toHistogram(distributionOf(values), 25))
      expect(weight).toBe(values.filter((value) => from <= value && value < to).length);
  });

  it('has a bar of its own for zeros and negative values', () => {
    const [zeros, ...others] = toHistogram(distributionOf([0, 0, -3, 100, 200]), 10);
    expect(zeros).toMatchObject({ from: 0, weight: 3 });
    expect(zeros?.to).toBeGreaterThan(90);
    expect(weightOf(others)).toBe(2);
    expect(toHistogram(distributionOf([0, 5]), 1)).toMatchObject([{ from: 0, weight: 2 }]);
    expect(toHistogram(distributionOf([0, 0]), 10)).toEqual([{ from: 0, to: 0, weight: 2 }]);
  });

  it('is one bar of one bin when all values are equal', () => {
    const bin = binOf(42);
    expect(toHistogram(distributionOf([42, 42]), 10)).toEqual([
      { from: binLowerEdge(bin), to: binLowerEdge(bin + 1), weight: 2 },
    ]);
  });

  it('is empty when nothing was measured', () => {
    expect(toHistogram(distributionOf([]), 10)).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d bars', (maxBars) => {
    expect(() => toHistogram(distributionOf([1]), maxBars)).toThrow(RangeError);
  });
});

describe('toBars, with shared edges', () => {
  it('adds up, over the columns of a heatmap, to the bars of all of them', () => {
    fc.assert(
      fc.property(fc.array(anyValues, { minLength: 1, maxLength: 8 }), anyMaxBars, (columns, maxBars) => {
        const distributions: readonly Distribution[] = columns.map((values) => distributionOf(values));
        const edges = sharedEdges(distributions, maxBars);
        const cells = distributions.map((distribution) => toBars(distribution, edges));
        const whole = toBars(mergeDistributions(distributions), edges);
        for (const [index, bar] of whole.entries())
          expect(cells.reduce((sum, column) => sum + (column[index]?.weight ?? 0), 0)).toBe(bar.weight);
        expect(weightOf(whole)).toBe(columns.flat().length);
      }),
    );
  });

  it('leaves edges where they are when a value comes that needs no wider bars', () => {
    const before = sharedEdges([distributionOf([100, 900])], 20);
    const after = sharedEdges([distributionOf([100, 905])], 20);
    expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
  });

  it('leaves out what is outside the edges', () => {
    const edges = sharedEdges([distributionOf([100, 200])], 10);
    expect(weightOf(toBars(distributionOf([1, 150, 5_000]), edges))).toBe(1);
    expect(toBars(distributionOf([1]), [])).toEqual([]);
  });
});
