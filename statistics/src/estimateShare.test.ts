import { binLowerEdge, distributionOf } from '@paceline/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, draws } from '../test/samples.ts';
import { estimateShare, estimateShareBelow } from './estimateShare.ts';

describe('estimateShare', () => {
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
    [29, 29, 0.883, 1],
  ])("has Wilson's interval for %d of %d, as published by Newcombe (1998)", (part, whole, low, high) => {
    const estimate = estimateShare(part, whole);
    expect(estimate?.value).toBe(part / whole);
    expect(estimate?.low).toBeCloseTo(low, 4);
    expect(estimate?.high).toBeCloseTo(high, 4);
  });

  it('is thin below 100 observations, and null when there is no whole', () => {
    expect(estimateShare(1, 99)?.thin).toBe(true);
    expect(estimateShare(1, 100)?.thin).toBe(false);
    expect(estimateShare(10, 1_000, { observations: 99 })?.thin).toBe(true);
    expect(estimateShare(0, 0)).toBeNull();
    expect(estimateShare(0, Number.NaN)).toBeNull();
  });

  it('stays between 0 and 1 and holds its value, for any weights', () => {
    const weight = fc.double({ min: 0, max: 1e15, noNaN: true });
    fc.assert(
      fc.property(weight, weight, fc.integer({ min: 0, max: 1e9 }), (part, rest, observations) => {
        fc.pre(part + rest > 0);
        const { low, value, high } = estimateShare(part, part + rest, { observations }) ?? {};
        const inOrder = [0, low, value, high, 1];
        expect(inOrder.map(Number)).toEqual(inOrder.map(Number).toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('estimateShareBelow', () => {
  it('is exact at the edge of a bin, with the interval of that share', () => {
    const edge = binLowerEdge(200);
    const values = distributionOf([...draws(70, () => edge * 0.99), ...draws(30, () => edge * 1.5)]);
    expect(estimateShareBelow(values, edge * 1.03)).toEqual(estimateShare(70, 100));
  });

  it('widens the interval by the whole of the bin that the threshold divides', () => {
    const middle = binLowerEdge(200) * 1.01;
    const values = distributionOf([
      ...draws(60, () => middle / 2),
      ...draws(20, () => middle),
      ...draws(20, () => middle * 2),
    ]);
    const estimate = estimateShareBelow(values, middle);
    expect(estimate).toMatchObject({ sketchLow: 0.6, sketchHigh: 0.8, relativeErrorBound: null });
    expect(estimate?.low).toBe(estimateShare(60, 100)?.low);
    expect(estimate?.high).toBe(estimateShare(80, 100)?.high);
  });

  it('holds the exact share for any values and any threshold', () => {
    const value = fc.oneof(fc.double({ min: -10, max: 1_000, noNaN: true }), fc.constantFrom(0, 1, 1.02));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 100 }), value, (values, threshold) => {
        const exact = values.filter((one) => one <= threshold).length / values.length;
        const { sketchLow, sketchHigh, low, high } =
          estimateShareBelow(distributionOf(values), threshold) ?? {};
        expect(exact).toBeGreaterThanOrEqual(Number(sketchLow) - 1e-12);
        expect(exact).toBeLessThanOrEqual(Number(sketchHigh) + 1e-12);
        expect(Number(low)).toBeLessThanOrEqual(Number(sketchLow) + 1e-12);
        expect(Number(high)).toBeGreaterThanOrEqual(Number(sketchHigh) - 1e-12);
      }),
    );
  });

  it('is null when nothing was measured', () => {
    expect(estimateShareBelow(distributionOf([]), 100)).toBeNull();
    const random = createRandom(1);
    expect(estimateShareBelow({ ...distributionOf(draws(9, random)), bins: [] }, 100)).toBeNull();
  });
});
