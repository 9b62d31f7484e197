import type { BudgetStatus } from '@paceline/query-api/responses';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countStatuses,
  headroomShareOf,
  mostUrgent,
  toScorecard,
  verdictSentence,
} from '../src/models/scorecard.ts';
import { aBudget } from './aBudget.ts';

const AREAS = ['loading', 'api', 'database', 'ai', 'frontend', 'backend'] as const;
const STATUSES = ['broken', 'at-risk', 'ok', 'no-data'] as const;

const anyBudgets: fc.Arbitrary<BudgetStatus[]> = fc.uniqueArray(
  fc
    .record({
      id: fc.stringMatching(/^[a-z]{1,8}$/),
      area: fc.constantFrom(...AREAS),
      status: fc.constantFrom(...STATUSES),
      headroomShare: fc.option(fc.double({ min: -50, max: 50, noNaN: true }), { nil: null }),
    })
    .map(aBudget),
  { selector: ({ id }) => id, maxLength: 40 },
);

const ascending = (a: number, b: number) => a - b;

const idsOf = (scorecard: ReturnType<typeof toScorecard>) =>
  scorecard.groups.flatMap(({ budgets }) => budgets.map(({ id }) => id));

const pair = (a: number, b: number) => [
  aBudget({ id: 'a', headroomShare: a }),
  aBudget({ id: 'b', headroomShare: b }),
];

describe('toScorecard', () => {
  it('shows every budget once, in its own area, worst first', () => {
    fc.assert(
      fc.property(anyBudgets, (budgets) => {
        const scorecard = toScorecard(budgets, null);
        expect(idsOf(scorecard).toSorted()).toEqual(budgets.map(({ id }) => id).toSorted());
        for (const group of scorecard.groups) {
          const urgencies = group.budgets.map(({ status }) => STATUSES.indexOf(status));
          expect(urgencies).toEqual(urgencies.toSorted(ascending));
          expect(group.budgets.every(({ area }) => area === group.area)).toBe(true);
        }
        const worstOfAreas = scorecard.groups.map(({ budgets: [worst] }) =>
          STATUSES.indexOf(worst?.status ?? 'ok'),
        );
        expect(worstOfAreas).toEqual(worstOfAreas.toSorted(ascending));
      }),
    );
  });

  it('puts the least headroom first among budgets of one status', () => {
    const budgets = [0.4, 0.11, 0.2].map((headroomShare) =>
      aBudget({ id: `b${headroomShare}`, headroomShare }),
    );
    expect(idsOf(toScorecard(budgets, null))).toEqual(['b0.11', 'b0.2', 'b0.4']);
  });

  it('shows only the status that is asked for, and counts all', () => {
    const budgets = [aBudget({ id: 'a', status: 'broken' }), aBudget({ id: 'b' })];
    const scorecard = toScorecard(budgets, 'broken');
    expect(idsOf(scorecard)).toEqual(['a']);
    expect(scorecard.counts).toEqual({ broken: 1, 'at-risk': 0, ok: 1, 'no-data': 0 });
  });

  it('keeps the order while two budgets are close, and gives it up when one is clearly worse', () => {
    const first = toScorecard(pair(0.3, 0.31), null);
    const close = toScorecard(pair(0.33, 0.31), null, first);
    expect(idsOf(close)).toEqual(['a', 'b']);
    expect(idsOf(toScorecard(pair(0.5, 0.31), null, close))).toEqual(['b', 'a']);
  });

  it('puts a budget that breaks first at once', () => {
    const before = toScorecard([aBudget({ id: 'a' }), aBudget({ id: 'b' })], null);
    const after = toScorecard([aBudget({ id: 'a' }), aBudget({ id: 'b', status: 'broken' })], null, before);
    expect(idsOf(after)).toEqual(['b', 'a']);
  });
});

describe('mostUrgent', () => {
  it('prefers a budget that can alert to one that is only shown', () => {
    const shown = aBudget({ id: 'shown', status: 'broken', severity: 'none' });
    expect(mostUrgent([shown, aBudget({ id: 'alerting' })])?.id).toBe('alerting');
    expect(mostUrgent([shown])?.id).toBe('shown');
    expect(mostUrgent([])).toBeUndefined();
  });
});

const sentence = (...statuses: BudgetStatus['status'][]) =>
  verdictSentence(countStatuses(statuses.map((status) => aBudget({ status }))));

describe('verdictSentence', () => {
  it('says the worst first', () => {
    expect(sentence('broken', 'at-risk', 'ok')).toBe('1 budget broken, 1 at risk');
    expect(sentence('broken', 'broken', 'no-data')).toBe('2 budgets broken');
    expect(sentence('at-risk', 'ok')).toBe('1 budget at risk, none broken');
    expect(sentence('ok', 'ok', 'no-data')).toBe('All 2 judged budgets are kept');
    expect(sentence('no-data')).toBe('No budget can be judged yet');
  });
});

describe('headroomShareOf', () => {
  it('counts a figure as headroom is counted', () => {
    expect(headroomShareOf({ comparison: 'below', unit: 'ms', target: 200 }, 150)).toBeCloseTo(0.25);
    expect(headroomShareOf({ comparison: 'at-least', unit: 'share', target: 0.9995 }, 0.9997)).toBeCloseTo(
      0.4,
    );
    expect(headroomShareOf({ comparison: 'at-least', unit: 'per-second', target: 5000 }, 6200)).toBeCloseTo(
      0.24,
    );
  });

  it('has none where a budget allows nothing', () => {
    expect(headroomShareOf({ comparison: 'at-least', unit: 'share', target: 1 }, 0.9)).toBeUndefined();
  });
});
