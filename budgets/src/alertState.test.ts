import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  INACTIVE,
  nextAlertState,
  restoreAlertState,
  type AlertRule,
  type AlertState,
  type Observation,
} from './alertState.ts';
import type { VerdictStatus } from './budget.ts';

const start = Date.UTC(2026, 0, 1);

interface Told {
  readonly index: number;
  readonly at: number;
  readonly transition: 'firing' | 'resolved';
}

function run(
  observations: readonly Observation[],
  rule: AlertRule,
  from: AlertState = INACTIVE,
): { state: AlertState; told: readonly Told[] } {
  let state = from;
  const told: Told[] = [];
  for (const [index, observation] of observations.entries()) {
    const step = nextAlertState(state, observation, rule);
    state = step.state;
    if (step.transition !== undefined) told.push({ index, at: observation.at, transition: step.transition });
  }
  return { state, told };
}

/** One observation a minute: `b`roken, `o`k, at `r`isk, `-` no data. */
function minutes(line: string): readonly Observation[] {
  const byLetter: Record<string, VerdictStatus> = { b: 'broken', o: 'ok', r: 'at-risk', '-': 'no-data' };
  return Array.from(line).map((letter, minute) => ({
    verdict: { status: byLetter[letter] ?? 'no-data' },
    at: start + minute * 60_000,
  }));
}

describe('nextAlertState, minute by minute', () => {
  it.each([
    { case: 'stays silent while the budget is kept', line: 'oorroo', told: '' },
    { case: 'stays silent without data', line: '------', told: '' },
    { case: 'fires at the first broken verdict', line: 'oob', told: '2 firing' },
    { case: 'fires once, however long it lasts', line: 'bbbbbb', told: '0 firing' },
    { case: 'resolves after the hold', line: 'bboooo', told: '0 firing, 4 resolved' },
    { case: 'counts a budget at risk as kept', line: 'brrr', told: '0 firing, 3 resolved' },
    { case: 'holds while a break comes back within the hold', line: 'boboboo', told: '0 firing' },
    { case: 'keeps firing without data', line: 'b-----', told: '0 firing' },
    {
      case: 'needs to see the budget kept at the end of the hold',
      line: 'bo---o',
      told: '0 firing, 5 resolved',
    },
    { case: 'fires again for the next incident', line: 'booob', told: '0 firing, 3 resolved, 4 firing' },
  ])('$case: $line', ({ line, told }) => {
    const result = run(minutes(line), { pendingSeconds: 0, holdSeconds: 120 });
    expect(result.told.map(({ index, transition }) => `${index} ${transition}`).join(', ')).toBe(told);
  });

  it.each([
    { case: 'waits until broken for long enough', line: 'bbbb', told: '2 firing' },
    { case: 'forgets a break that ended while pending', line: 'bbobbo', told: '' },
    { case: 'keeps pending without data', line: 'b-b', told: '2 firing' },
  ])('with two minutes of pending, $case: $line', ({ line, told }) => {
    const result = run(minutes(line), { pendingSeconds: 120, holdSeconds: 60 });
    expect(result.told.map(({ index, transition }) => `${index} ${transition}`).join(', ')).toBe(told);
  });

  it('goes on with an incident after a restart without telling it twice', () => {
    const rule = { pendingSeconds: 0, holdSeconds: 120 };
    const restored = restoreAlertState({ state: 'firing', at: start - 60_000 });
    expect(run(minutes('bbb'), rule, restored).told).toEqual([]);
    expect(run(minutes('ooo'), rule, restored).told).toMatchObject([{ index: 2, transition: 'resolved' }]);
    expect(run(minutes('ooo'), rule, restoreAlertState({ state: 'resolved', at: start })).told).toEqual([]);
    expect(restoreAlertState(undefined)).toEqual(INACTIVE);
  });
});

describe('nextAlertState, for any history', () => {
  const anyRule = fc.record({
    pendingSeconds: fc.integer({ min: 0, max: 120 }),
    holdSeconds: fc.integer({ min: 0, max: 300 }),
  });
  const anyHistory = fc
    .array(
      fc.record({
        status: fc.constantFrom<VerdictStatus>('ok', 'at-risk', 'broken', 'no-data'),
        afterSeconds: fc.integer({ min: 1, max: 120 }),
      }),
      { maxLength: 200 },
    )
    .map((steps) => {
      let at = start;
      return steps.map(({ status, afterSeconds }): Observation => {
        at += afterSeconds * 1000;
        return { verdict: { status }, at };
      });
    });

  it('tells firing and resolved in turn, beginning with firing', () => {
    fc.assert(
      fc.property(anyHistory, anyRule, (history, rule) => {
        const { told } = run(history, rule);
        for (const [place, { transition }] of told.entries()) {
          expect(transition).toBe(place % 2 === 0 ? 'firing' : 'resolved');
        }
      }),
    );
  });

  it('fires only on a broken verdict, and is firing whenever the newest verdict broke without pending', () => {
    fc.assert(
      fc.property(anyHistory, anyRule, (history, rule) => {
        const { state, told } = run(history, { ...rule, pendingSeconds: 0 });
        for (const { index, transition } of told) {
          const status = history[index]?.verdict.status;
          if (transition === 'firing') expect(status).toBe('broken');
          else expect(['ok', 'at-risk']).toContain(status);
        }
        const newest = history.findLast(({ verdict }) => verdict.status !== 'no-data');
        if (newest?.verdict.status === 'broken') expect(state.status).toBe('firing');
      }),
    );
  });

  it('resolves only when nothing broke for the whole hold', () => {
    fc.assert(
      fc.property(anyHistory, anyRule, (history, rule) => {
        for (const { at, transition } of run(history, rule).told) {
          if (transition !== 'resolved') continue;
          const brokeDuringHold = history.some(
            (seen) =>
              seen.verdict.status === 'broken' && seen.at <= at && seen.at > at - rule.holdSeconds * 1000,
          );
          expect(brokeDuringHold).toBe(false);
        }
      }),
    );
  });

  it('is not moved by observations without data', () => {
    fc.assert(
      fc.property(anyHistory, anyRule, (history, rule) => {
        const withData = history.filter(({ verdict }) => verdict.status !== 'no-data');
        expect(run(history, rule).state).toEqual(run(withData, rule).state);
      }),
    );
  });
});
