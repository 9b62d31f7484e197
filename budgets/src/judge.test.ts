import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import type { Budget } from './budget.ts';
import { DEFAULT_BUDGETS } from './defaults.ts';
import { judge } from './judge.ts';

function aBudget(parts: Partial<Budget> = {}): Budget {
  return {
    id: 'a-budget',
    title: 'A budget',
    area: 'api',
    metric: 'request.duration',
    statistic: 'p95',
    comparison: 'below',
    target: 200,
    unit: 'ms',
    scope: {},
    windowSeconds: 300,
    minimumEvents: 10,
    severity: 'page',
    companions: [],
    optional: false,
    ...parts,
  };
}

const availability = aBudget({
  statistic: 'ok-share',
  comparison: 'at-least',
  target: 0.9995,
  unit: 'share',
});
const hitRate = aBudget({ metric: 'cache.lookup', comparison: 'above', target: 0.8, unit: 'share' });
const throughput = aBudget({ statistic: 'rate', comparison: 'at-least', target: 5000, unit: 'per-second' });
const allModern = aBudget({ comparison: 'at-least', target: 1, unit: 'share' });
const errorRate = aBudget({ statistic: 'failed-share', target: 0.0005, unit: 'share' });

describe('judge', () => {
  it.each([
    ['well below a "below" target', aBudget(), 100, 'ok'],
    ['zero, which is a value', aBudget(), 0, 'ok'],
    ['exactly a tenth of the target left', aBudget(), 180, 'ok'],
    ['less than a tenth of the target left', aBudget(), 180.5, 'at-risk'],
    ['exactly a "below" target', aBudget(), 200, 'broken'],
    ['over a "below" target', aBudget(), 201, 'broken'],
    ['exactly an "at-least" target', throughput, 5000, 'at-risk'],
    ['over an "at-least" target', throughput, 6000, 'ok'],
    ['under an "at-least" target', throughput, 4999, 'broken'],
    ['half of the allowed failures used', availability, 0.99975, 'ok'],
    ['over 90 % of the allowed failures used', availability, 0.99954, 'at-risk'],
    ['more failures than allowed', availability, 0.9994, 'broken'],
    ['no failure at all', availability, 1, 'ok'],
    ['exactly an "above" target', hitRate, 0.8, 'broken'],
    ['just above an "above" share', hitRate, 0.81, 'at-risk'],
    ['well above an "above" share', hitRate, 0.9, 'ok'],
    ['everything, where all is asked', allModern, 1, 'ok'],
    ['not everything, where all is asked', allModern, 0.99, 'broken'],
    ['an error rate of half the target', errorRate, 0.00025, 'ok'],
    ['an error rate close to the target', errorRate, 0.00049, 'at-risk'],
  ] as const)('%s', (_case, budget, value, status) => {
    expect(judge(budget, value, 1000)).toMatchObject({ status, value, events: 1000 });
  });

  it('has no verdict without a value', () => {
    expect(judge(aBudget(), null, 0)).toEqual({
      status: 'no-data',
      value: null,
      headroom: null,
      headroomShare: null,
      events: 0,
    });
    expect(judge(aBudget(), Number.NaN, 50)).toMatchObject({ status: 'no-data', value: null });
  });

  it('keeps the value, but has no verdict, below the minimum of events', () => {
    expect(judge(aBudget(), 900, 9)).toMatchObject({ status: 'no-data', value: 900, headroom: -700 });
    expect(judge(aBudget(), 900, 10)).toMatchObject({ status: 'broken' });
    expect(judge(aBudget({ minimumEvents: 0 }), 900, 0)).toMatchObject({ status: 'no-data' });
  });

  it('counts headroom of a high share against the failures that are allowed', () => {
    const verdict = judge(availability, 0.9997, 5000);
    expect(verdict.headroom).toBeCloseTo(0.0002, 10);
    expect(verdict.headroomShare).toBeCloseTo(0.4, 6);
    expect(judge(allModern, 1, 5000)).toMatchObject({ headroom: 0, headroomShare: null });
  });

  it('agrees with itself: broken exactly when the headroom is used up', () => {
    const anyBudget = fc.constantFrom(...DEFAULT_BUDGETS, aBudget(), availability, hitRate, throughput);
    const anyValue = fc.double({ min: 0, max: 1e9, noNaN: true });
    fc.assert(
      fc.property(anyBudget, anyValue, (budget, value) => {
        const { status, headroom, headroomShare } = judge(budget, value, 1_000_000);
        expect(status).not.toBe('no-data');
        if (status === 'broken') expect(headroom).toBeLessThanOrEqual(0);
        else expect(headroom).toBeGreaterThanOrEqual(0);
        if (headroomShare !== null && status !== 'broken') {
          expect(status === 'at-risk').toBe(headroomShare < 0.1);
        }
      }),
    );
  });
});
