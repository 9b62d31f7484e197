import { distributionOf, quantile, RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, draws, normal, weighted } from '../test/samples.ts';
import { estimateQuantile } from './estimateQuantile.ts';

const anyValue = fc.oneof(
  fc.double({ min: 1e-6, max: 1e12, noNaN: true }),
  fc.constantFrom(0, -0, 1, 1.02, -1, Number.MIN_VALUE, Number.MAX_VALUE, -Number.MAX_VALUE, 1e-300, 1e300),
  fc.double({ min: -100, max: 100, noNaN: true }),
);
const anyQuantile = fc.constantFrom(0, 0.001, 0.05, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1);

describe('estimateQuantile', () => {
  it('holds its value between the ends of its bin, and those within its interval, for any values', () => {
    const anyValues = fc.array(anyValue, { minLength: 1, maxLength: 200 });
    const anyWeight = fc.constantFrom(1, 2.5, 1e6, 1e15);
    fc.assert(
      fc.property(anyValues, anyQuantile, anyWeight, (values, q, weight) => {
        const estimate = estimateQuantile(weighted(values, weight), q);
        if (estimate === null) throw new Error('there are values');
        const { low, sketchLow, value, sketchHigh, high } = estimate;
        const inOrder = [low ?? sketchLow, sketchLow, value, sketchHigh, high ?? sketchHigh];
        expect(inOrder.every((number) => Number.isFinite(number))).toBe(true);
        expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
      }),
    );
  });

  it('states a bound of at most 2 % that the exact value keeps', () => {
    const positive = fc.array(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(positive, fc.constantFrom(0.05, 0.5, 0.75, 0.95, 0.99), (values, q) => {
        const estimate = estimateQuantile(distributionOf(values), q);
        const exact = values.toSorted((a, b) => a - b)[Math.ceil(q * values.length) - 1] ?? Number.NaN;
        const bound = estimate?.relativeErrorBound ?? Number.NaN;
        expect(bound).toBeLessThanOrEqual(RELATIVE_ERROR_BOUND * (1 + 1e-9));
        expect(Math.abs((estimate?.value ?? Number.NaN) / exact - 1)).toBeLessThanOrEqual(bound + 1e-9);
      }),
    );
  });

  it('is exact, with no error at all, when all values are equal', () => {
    const constant = distributionOf(draws(1_000, () => 123.456));
    expect(estimateQuantile(constant, 0.99)).toEqual({
      value: 123.456,
      sketchLow: 123.456,
      sketchHigh: 123.456,
      relativeErrorBound: 0,
      low: 123.456,
      high: 123.456,
      thin: false,
    });
  });

  it('has neither end of an interval for one value, and is thin', () => {
    expect(estimateQuantile(distributionOf([5]), 0.5)).toMatchObject({
      value: 5,
      low: null,
      high: null,
      thin: true,
    });
  });

  it('has no end beyond the extremes, and is thin there, however many the values are', () => {
    const many = distributionOf(draws(10_000, createRandom(1)));
    expect(estimateQuantile(many, 0)).toMatchObject({ value: many.min, low: null, high: null, thin: true });
    expect(estimateQuantile(many, 1)).toMatchObject({ value: many.max, low: null, high: null, thin: true });
  });

  it('has no bound of the relative error where only the sign is known', () => {
    const estimate = estimateQuantile(distributionOf([-7, -5, -3, 4]), 0.5);
    expect(estimate).toMatchObject({ value: 0, sketchLow: -7, sketchHigh: 0, relativeErrorBound: null });
    const zeros = estimateQuantile(distributionOf([0, 0, 0, 4]), 0.5);
    expect(zeros).toMatchObject({ value: 0, sketchLow: 0, sketchHigh: 0, relativeErrorBound: 0 });
  });

  it.each([
    [0.5, 20],
    [0.75, 40],
    [0.9, 100],
    [0.95, 200],
    [0.99, 1_000],
  ])('of %d is thin below %d observations', (q, minimum) => {
    const random = createRandom(2);
    const ofCount = (count: number) => estimateQuantile(distributionOf(draws(count, random)), q);
    expect(ofCount(minimum - 1)?.thin).toBe(true);
    const enough = ofCount(minimum);
    expect(enough?.thin).toBe(false);
    expect(enough?.low).not.toBeNull();
    expect(enough?.high).not.toBeNull();
  });

  it('takes the interval from the observations, not from what they stand for', () => {
    const random = createRandom(3);
    const values = draws(300, () => Math.exp(normal(random)));
    const plain = estimateQuantile(distributionOf(values), 0.75);
    const sampled = estimateQuantile(weighted(values, 10), 0.75);
    expect(sampled).toEqual(plain);
    const counted = estimateQuantile(weighted(values, 10), 0.75, { observations: 3_000 });
    expect(counted?.value).toBe(plain?.value);
    expect(counted?.low ?? 0).toBeGreaterThan(plain?.low ?? Number.NaN);
    expect(counted?.high ?? Number.NaN).toBeLessThan(plain?.high ?? 0);
  });

  it('holds the quantile of the source in 95 of 100 samples or more', () => {
    const random = createRandom(4);
    const rounds = 400;
    for (const [q, deviations] of [
      [0.5, 0],
      [0.95, 1.644_853_626_951_472],
    ] as const) {
      const truth = Math.exp(deviations);
      const held = draws(rounds, () => {
        const estimate = estimateQuantile(distributionOf(draws(250, () => Math.exp(normal(random)))), q);
        return estimate !== null && (estimate.low ?? 0) <= truth && truth <= (estimate.high ?? truth) ? 1 : 0;
      });
      expect(held.reduce((sum, one) => sum + one, 0) / rounds).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('has the value of quantile, and is null without values or bins', () => {
    const random = createRandom(5);
    const distribution = distributionOf(draws(50, random));
    expect(estimateQuantile(distribution, 0.9)?.value).toBe(quantile(distribution, 0.9));
    expect(estimateQuantile(distributionOf([]), 0.5)).toBeNull();
    expect(estimateQuantile({ ...distribution, bins: [] }, 0.5)).toBeNull();
  });
});
