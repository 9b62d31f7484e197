import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONG_RETENTION } from '../../test/startWorld.ts';
import {
  chooseStep,
  MOST_POINTS,
  parseStep,
  STEP_LADDER,
  stepName,
  toPoints,
  USUAL_POINTS,
} from './chooseStep.ts';

const NOW = Date.UTC(2026, 4, 20, 14, 23, 47, 250);
const kept = { retention: LONG_RETENTION, nowMs: NOW };
const DAY = 86_400;
const usualRetention = {
  rawSeconds: 7 * DAY,
  rollup10sSeconds: 2 * DAY,
  rollup1mSeconds: 30 * DAY,
  rollup1hSeconds: 395 * DAY,
};
const last = (seconds: number) => ({ fromMs: NOW - seconds * 1000, toMs: NOW });
const anyRange = fc
  .record({
    ageSeconds: fc.integer({ min: 0, max: 390 * DAY }),
    seconds: fc.integer({ min: 1, max: 400 * DAY }),
  })
  .map(({ ageSeconds, seconds }) => {
    const toMs = NOW - ageSeconds * 1000;
    return { fromMs: toMs - seconds * 1000, toMs };
  });

describe('chooseStep', () => {
  it.each([
    ['15 minutes', 900, 10],
    ['an hour', 3600, 30],
    ['6 hours', 6 * 3600, 120],
    ['a day', DAY, 600],
    ['a week', 7 * DAY, 3600],
    ['a month', 30 * DAY, 3 * 3600],
    ['thirteen months', 400 * DAY, 2 * DAY],
  ])('makes at most 240 points of %s', (_name, seconds, step) => {
    expect(chooseStep(last(seconds), USUAL_POINTS, kept)).toBe(step);
  });

  it('chooses the finest round step that makes few enough points', () => {
    fc.assert(
      fc.property(anyRange, fc.integer({ min: 20, max: 500 }), (range, most) => {
        const seconds = (range.toMs - range.fromMs) / 1000;
        const step = chooseStep(range, most, kept);
        expect(seconds / step).toBeLessThanOrEqual(most);
        const finer = STEP_LADDER.findLast((each) => each < step);
        if (finer !== undefined) expect(seconds / finer).toBeGreaterThan(most);
      }),
    );
  });

  it('never chooses a step whose rows are gone', () => {
    fc.assert(
      fc.property(anyRange, (range) => {
        const step = chooseStep(range, USUAL_POINTS, { retention: usualRetention, nowMs: NOW });
        const ageSeconds = (NOW - range.fromMs) / 1000;
        if (ageSeconds > 2 * DAY + 60) expect(step % 60).toBe(0);
        if (ageSeconds > 30 * DAY + 3600) expect(step % 3600).toBe(0);
      }),
    );
  });
});

describe('parseStep', () => {
  it.each([
    ['10', 10],
    ['30s', 30],
    ['5m', 300],
    ['1h', 3600],
    ['1d', DAY],
    ['90', 90],
  ])('reads %s', (text, seconds) => {
    expect(parseStep(text, last(3600), kept)).toBe(seconds);
  });

  it.each(['0', '5', '15s', '-10', '1.5m', '10 s', 'auto', '99999999w'])('refuses %s', (text) => {
    expect(() => parseStep(text, last(3600), kept)).toThrow(/^step: /);
  });

  it('takes exactly as many points as are answered, and names a step that would do for more', () => {
    fc.assert(
      fc.property(anyRange, fc.constantFrom(10, 30, 60, 300, 3600), (range, step) => {
        const points = (range.toMs - range.fromMs) / 1000 / step;
        const parse = () => parseStep(String(step), range, kept);
        if (points <= MOST_POINTS) {
          expect(parse()).toBe(step);
          return;
        }
        const fix = /ask for (\w+) or/.exec(messageOf(parse))?.[1] ?? '';
        expect(parseStep(fix, range, kept)).toBeGreaterThan(step);
      }),
    );
  });

  it('refuses a step that is finer than what is kept', () => {
    const range = { fromMs: NOW - 4 * DAY * 1000, toMs: NOW - 4 * DAY * 1000 + 600_000 };
    const gone = { retention: usualRetention, nowMs: NOW };
    expect(() => parseStep('10s', range, gone)).toThrow(/multiple of 1m/);
    expect(parseStep('1m', range, gone)).toBe(60);
  });
});

describe('toPoints', () => {
  it('covers the range by whole points, with none to spare', () => {
    fc.assert(
      fc.property(anyRange, fc.constantFrom(...STEP_LADDER), (range, step) => {
        const { fromSeconds, toSeconds } = toPoints(range, step);
        expect([fromSeconds % step, toSeconds % step]).toEqual([0, 0].map((zero) => expect.closeTo(zero)));
        expect(fromSeconds * 1000).toBeLessThanOrEqual(range.fromMs);
        expect((fromSeconds + step) * 1000).toBeGreaterThan(range.fromMs);
        expect(toSeconds * 1000).toBeGreaterThanOrEqual(range.toMs);
        expect((toSeconds - step) * 1000).toBeLessThan(range.toMs);
      }),
    );
  });
});

describe('stepName', () => {
  it('is read back as the same step', () => {
    for (const step of STEP_LADDER) expect(parseStep(stepName(step), last(3600), kept)).toBe(step);
  });
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return '';
}
