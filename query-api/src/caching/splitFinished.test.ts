import { coveredRange, type Retention } from '@paceline/storage';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RETENTION } from '../createQueryApi.ts';
import { finishedBefore, splitFinished } from './splitFinished.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 4, 20, 14, 23, 47, 250);
const finishedAfterMs = 25 * HOUR;
const reading = { retention: DEFAULT_RETENTION, inDays: false };
const finish = { nowMs: NOW, finishedAfterMs };
const BOUNDARY = Date.UTC(2026, 4, 19, 13);

/** The finished part of the last 30 days. */
const ofMonth = (nowMs: number) =>
  splitFinished({ fromMs: nowMs - 30 * DAY, toMs: nowMs }, reading, { ...finish, nowMs })?.finished;

describe('splitFinished', () => {
  it('splits a month at the last whole hour that is finished', () => {
    expect(splitFinished({ fromMs: NOW - 30 * DAY, toMs: NOW }, reading, finish)).toEqual({
      finished: { fromMs: Date.UTC(2026, 3, 20, 14), toMs: BOUNDARY },
      rest: { fromMs: BOUNDARY, toMs: Date.UTC(2026, 4, 20, 15) },
    });
  });

  it('splits at a midnight where days are read as days, and at a whole point of a step', () => {
    const range = { fromMs: NOW - 30 * DAY, toMs: NOW };
    const midnight = Date.UTC(2026, 4, 19);
    expect(splitFinished(range, { ...reading, inDays: true }, finish)?.rest?.fromMs).toBe(midnight);
    const steps = { ...range, stepSeconds: 6 * 3600 };
    expect(splitFinished(steps, reading, finish)?.rest?.fromMs).toBe(midnight + 12 * HOUR);
  });

  it('keeps the finished part of a month the same while the clock moves within an hour', () => {
    expect(ofMonth(NOW)).toEqual(ofMonth(NOW + HOUR / 2));
    expect(ofMonth(NOW)).not.toEqual(ofMonth(NOW + HOUR));
  });

  it('takes a range that ended long ago for finished as a whole', () => {
    const range = { fromMs: NOW - 9 * DAY, toMs: NOW - 2 * DAY, stepSeconds: 3600 };
    expect(splitFinished(range, reading, finish)).toEqual({
      finished: { fromMs: Date.UTC(2026, 4, 11, 14), toMs: Date.UTC(2026, 4, 18, 15), stepSeconds: 3600 },
    });
  });

  it.each([
    ['a range of today', NOW - DAY, NOW],
    ['a range of which little is finished', NOW - 30 * HOUR, NOW],
    ['a range without time in it', NOW - 9 * DAY, NOW - 9 * DAY],
    ['a range that lies in the future', NOW + DAY, NOW + 2 * DAY],
  ])('leaves %s as it is', (_, fromMs, toMs) => {
    expect(splitFinished({ fromMs, toMs }, reading, finish)).toBeUndefined();
  });

  it('reads the same time in two parts as in one, whatever the range, the step and what is still kept', () => {
    const retentions = fc
      .record({
        rollup10sSeconds: fc.integer({ min: 3600, max: 400 * 86_400 }),
        rollup1mSeconds: fc.integer({ min: 3600, max: 400 * 86_400 }),
        rollup1hSeconds: fc.integer({ min: 3600, max: 400 * 86_400 }),
      })
      .map((parts): Retention => ({ ...DEFAULT_RETENTION, ...parts }));
    const steps = fc.option(fc.constantFrom(10, 30, 60, 300, 3600, 10_800, 86_400, 7 * 86_400), {
      nil: undefined,
    });
    let splits = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 * DAY }),
        fc.integer({ min: -2 * DAY, max: 60 * DAY }),
        steps,
        fc.oneof(fc.constant(DEFAULT_RETENTION), retentions),
        fc.boolean(),
        (lengthMs, agoMs, stepSeconds, retention, inDays) => {
          const toMs = NOW - agoMs;
          const range = { fromMs: toMs - lengthMs, toMs, ...(stepSeconds !== undefined && { stepSeconds }) };
          const split = splitFinished(range, { retention, inDays }, finish);
          if (split === undefined) return;
          splits += 1;
          const { finished, rest } = split;
          const unitMs = stepSeconds === undefined ? (inDays ? DAY : HOUR) : stepSeconds * 1000;
          const boundary = Math.floor(finishedBefore(finish) / unitMs) * unitMs;
          const whole = coveredRange(range, retention, NOW);
          expect(finished.fromMs).toBe(whole?.fromMs);
          expect((rest ?? finished).toMs).toBe(whole?.toMs);
          expect(finished.toMs).toBeLessThanOrEqual(boundary);
          if (rest !== undefined) expect([finished.toMs, rest.fromMs]).toEqual([boundary, boundary]);
          for (const part of rest === undefined ? [finished] : [finished, rest]) {
            const { fromMs, toMs: endMs } = part;
            expect(coveredRange(part, retention, NOW)).toEqual({ fromMs, toMs: endMs });
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(splits).toBeGreaterThan(200);
  });
});
