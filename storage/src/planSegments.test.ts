import { assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { coveredRange, planSegments, type Slicing } from './planSegments.ts';
import { BUCKET_SECONDS, type Retention } from './resolution.ts';

const DAY = 86_400;
const RETENTION: Retention = {
  rawSeconds: 7 * DAY,
  rollup10sSeconds: 2 * DAY,
  rollup1mSeconds: 30 * DAY,
  rollup1hSeconds: 395 * DAY,
};
const NOW = Date.UTC(2026, 5, 15, 12, 0, 7);
const at = (time: string, day = 15) => Date.parse(`2026-06-${String(day).padStart(2, '0')}T${time}Z`);
const toText = (seconds: number) => new Date(seconds * 1000).toISOString().slice(8, 19);
const plan = (fromMs: number, toMs: number, stepSeconds?: number) =>
  planSegments({ fromMs, toMs, ...(stepSeconds === undefined ? {} : { stepSeconds }) }, RETENTION, NOW).map(
    ({ resolution, fromSeconds, toSeconds }) => `${resolution} ${toText(fromSeconds)} ${toText(toSeconds)}`,
  );

describe('coveredRange', () => {
  it('is the range that is read', () => {
    expect(coveredRange({ fromMs: at('03:00:15'), toMs: at('03:10:16') }, RETENTION, NOW)).toEqual({
      fromMs: at('03:00:10'),
      toMs: at('03:10:20'),
    });
    expect(coveredRange({ fromMs: NOW, toMs: NOW }, RETENTION, NOW)).toBeNull();
  });
});

describe('planSegments', () => {
  it('reads up to 15 minutes from the finest rollup', () => {
    expect(plan(at('08:58:44.5'), at('09:13:00'))).toEqual(['10s 15T08:58:40 15T09:13:00']);
  });

  it('reads up to 6 hours exactly to 10 seconds, whole minutes from the rollup of minutes', () => {
    expect(plan(at('08:58:44.5'), NOW)).toEqual([
      '10s 15T08:58:40 15T08:59:00',
      '1m 15T08:59:00 15T12:00:00',
      '10s 15T12:00:00 15T12:00:10',
    ]);
    expect(plan(at('03:01:00'), at('03:59:00'))).toEqual(['1m 15T03:01:00 15T03:59:00']);
  });

  it('reads up to 7 days exactly to a minute, whole hours from the rollup of hours', () => {
    expect(plan(at('08:58:44.5', 12), NOW)).toEqual([
      '1m 12T08:58:00 12T09:00:00',
      '1h 12T09:00:00 15T12:00:00',
      '1m 15T12:00:00 15T12:01:00',
    ]);
  });

  it('reads longer ranges from the rollup of hours', () => {
    expect(plan(at('08:58:44.5', 1), NOW)).toEqual(['1h 01T08:00:00 15T13:00:00']);
  });

  it('rounds outwards to minutes where 10 seconds are no longer kept', () => {
    expect(plan(at('09:58:44', 10), at('11:00:33', 10))).toEqual(['1m 10T09:58:00 10T11:01:00']);
  });

  it('rounds outwards to hours where minutes are no longer kept', () => {
    const [first] = planSegments({ fromMs: NOW - 60 * DAY * 1000, toMs: NOW }, RETENTION, NOW);
    expect(first?.resolution).toBe('1h');
    const late = { fromMs: NOW - 60 * DAY * 1000, toMs: NOW - 60 * DAY * 1000 + 1000 };
    expect(planSegments(late, RETENTION, NOW)).toHaveLength(1);
    expect(planSegments(late, RETENTION, NOW)[0]?.resolution).toBe('1h');
  });

  it('gives no segment for an empty range', () => {
    expect(plan(NOW, NOW)).toEqual([]);
    expect(plan(NOW, NOW - 1)).toEqual([]);
    expect(plan(Number.NaN, NOW)).toEqual([]);
    expect(plan(NOW, NOW, 60)).toEqual([]);
  });

  it('reads one rollup for a range with a step', () => {
    expect(plan(at('03:00:15'), at('03:10:15'), 60)).toEqual(['1m 15T03:00:00 15T03:11:00']);
    expect(plan(at('03:00:15'), at('03:10:15'), 10)).toEqual(['10s 15T03:00:10 15T03:10:20']);
    expect(plan(at('03:00:15'), at('05:10:15'), 7200)).toEqual(['1h 15T03:00:00 15T06:00:00']);
  });

  it('covers any range without gaps or overlaps, on the edges of buckets, in few parts, for any retention', () => {
    const seconds = integer({ min: 10, max: 400 * DAY });
    const retention = record({
      rawSeconds: seconds,
      rollup10sSeconds: seconds,
      rollup1mSeconds: seconds,
      rollup1hSeconds: seconds,
    });
    const moment = integer({ min: NOW - 400 * DAY * 1000, max: NOW + 60_000 });
    assert(
      property(retention, moment, integer({ min: 1, max: 90 * DAY * 1000 }), (kept, fromMs, lengthMs) => {
        const longest = Math.max(kept.rollup10sSeconds, kept.rollup1mSeconds, kept.rollup1hSeconds) * 1000;
        const toMs = fromMs + lengthMs;
        const segments = planSegments({ fromMs, toMs }, kept, NOW);
        for (const [index, { resolution, fromSeconds, toSeconds }] of segments.entries()) {
          expect(fromSeconds % BUCKET_SECONDS[resolution]).toBe(0);
          expect(toSeconds % BUCKET_SECONDS[resolution]).toBe(0);
          expect(toSeconds).toBeGreaterThan(fromSeconds);
          const next = segments[index + 1];
          if (next !== undefined) expect(next.fromSeconds).toBe(toSeconds);
        }
        expect(segments.length).toBeLessThanOrEqual(9);
        const first = segments.at(0);
        const last = segments.at(-1);
        if (first === undefined || last === undefined) {
          expect(toMs).toBeLessThanOrEqual(NOW - longest + 1);
          return;
        }
        expect(first.fromSeconds * 1000).toBeLessThanOrEqual(Math.max(fromMs, NOW - longest));
        expect(last.toSeconds * 1000).toBeGreaterThanOrEqual(toMs);
        expect(last.toSeconds * 1000 - toMs).toBeLessThan(3_600_000);
      }),
    );
  });
});

const planned = (fromMs: number, toMs: number, slicing: Slicing, stepSeconds?: number) =>
  planSegments(
    { fromMs, toMs, ...(stepSeconds === undefined ? {} : { stepSeconds }) },
    RETENTION,
    NOW,
    slicing,
  ).map(
    ({ resolution, slice, fromSeconds, toSeconds }) =>
      `${resolution} ${slice ?? '-'} ${toText(fromSeconds)} ${toText(toSeconds)}`,
  );

describe('planSegments with slices', () => {
  const sinceSeconds = at('00:00:00', 5) / 1000;
  it('reads whole days of a long range from the slice of days, its ends from hours', () => {
    expect(planned(at('08:58:44.5', 6), at('11:00:00'), { slice: 'route', sinceSeconds: 0 })).toEqual([
      '1h route 06T08:00:00 07T00:00:00',
      '1d route 07T00:00:00 15T00:00:00',
      '1h route 15T00:00:00 15T11:00:00',
    ]);
  });

  it('reads today as a whole day in a range that ends now, as the rest of it is still to come', () => {
    const slicing = { slice: 'app', sinceSeconds: 0 } as const;
    expect(planned(at('08:58:44.5', 1), NOW, slicing)).toEqual([
      '1h app 01T08:00:00 02T00:00:00',
      '1d app 02T00:00:00 16T00:00:00',
    ]);
    expect(planned(at('08:58:44.5', 1), NOW - 6000, slicing)).toHaveLength(2);
    expect(planned(at('08:58:44.5', 1), at('12:00:00') - 1, slicing)).toHaveLength(3);
    expect(planned(at('08:58:44.5', 1), at('12:00:00', 16), slicing)).toHaveLength(3);
    expect(planned(at('23:58:00', 13), NOW, slicing)).toEqual([
      '1m app 13T23:58:00 14T00:00:00',
      '1d app 14T00:00:00 16T00:00:00',
    ]);
    expect(planned(at('01:00:00'), NOW, slicing)).toEqual([
      '1h app 15T01:00:00 15T12:00:00',
      '1m app 15T12:00:00 15T12:01:00',
    ]);
    const begun = { slice: 'app', sinceSeconds: at('00:00:00', 16) / 1000 } as const;
    expect(planned(at('08:00:00', 1), NOW, begun)).toEqual(['1h - 01T08:00:00 15T13:00:00']);
  });

  it('reads the rollup where there is no such slice of that width', () => {
    expect(planned(at('08:58:44.5'), NOW, { slice: 'route', sinceSeconds: 0 })).toEqual([
      '10s - 15T08:58:40 15T08:59:00',
      '1m route 15T08:59:00 15T12:00:00',
      '10s - 15T12:00:00 15T12:00:10',
    ]);
    expect(planned(at('08:58:40'), at('09:03:10'), { slice: 'app', sinceSeconds: 0 })).toEqual([
      '10s app 15T08:58:40 15T09:03:10',
    ]);
    expect(planned(at('08:00:00', 1), at('08:00:00', 14), { slice: undefined, sinceSeconds: 0 })).toEqual([
      '1h - 01T08:00:00 14T08:00:00',
    ]);
  });

  it('reads what lies before the slices begin from the rollups', () => {
    expect(planned(at('08:00:00', 1), at('11:00:00'), { slice: 'app', sinceSeconds })).toEqual([
      '1h - 01T08:00:00 05T00:00:00',
      '1d app 05T00:00:00 15T00:00:00',
      '1h app 15T00:00:00 15T11:00:00',
    ]);
    const days = { slice: 'app', sinceSeconds } as const;
    expect(planned(at('00:00:00', 3), at('00:00:00', 8), days, DAY)).toEqual([
      '1h - 03T00:00:00 05T00:00:00',
      '1d app 05T00:00:00 08T00:00:00',
    ]);
    expect(planned(at('00:00:00', 4), at('00:00:00', 6), days, 3600)).toEqual([
      '1h - 04T00:00:00 05T00:00:00',
      '1h app 05T00:00:00 06T00:00:00',
    ]);
  });

  it('covers exactly what is covered without slices, without gaps or overlaps, and never a slice before it begins', () => {
    const moment = integer({ min: NOW - 400 * DAY * 1000, max: NOW + 60_000 });
    const since = integer({ min: 0, max: 420 }).map((days) => Math.floor(NOW / 1000 / DAY - days + 10) * DAY);
    const step = constantFrom(undefined, 10, 60, 3600, 3 * 3600, DAY, 7 * DAY);
    const slice = constantFrom('app', 'route', 'country', undefined);
    assert(
      property(
        moment,
        integer({ min: 1, max: 90 * DAY * 1000 }),
        since,
        step,
        slice,
        (fromMs, lengthMs, beginSeconds, stepSeconds, wanted) => {
          const range = {
            fromMs,
            toMs: fromMs + lengthMs,
            ...(stepSeconds === undefined ? {} : { stepSeconds }),
          };
          const slicing = { slice: wanted, sinceSeconds: beginSeconds };
          const segments = planSegments(range, RETENTION, NOW, slicing);
          const plain = planSegments(range, RETENTION, NOW);
          expect(segments.at(0)?.fromSeconds).toBe(plain.at(0)?.fromSeconds);
          const [end, plainEnd] = [segments.at(-1)?.toSeconds ?? 0, plain.at(-1)?.toSeconds ?? 0];
          if (plainEnd * 1000 < NOW || end % DAY !== 0) expect(end).toBe(plainEnd);
          expect(end).toBeGreaterThanOrEqual(plainEnd);
          expect(Math.floor((end - 1) / DAY)).toBe(Math.floor((plainEnd - 1) / DAY));
          for (const [index, segment] of segments.entries()) {
            expect(segment.fromSeconds % BUCKET_SECONDS[segment.resolution]).toBe(0);
            expect(segment.toSeconds % BUCKET_SECONDS[segment.resolution]).toBe(0);
            expect(segment.toSeconds).toBeGreaterThan(segment.fromSeconds);
            if (index > 0) expect(segment.fromSeconds).toBe(segments[index - 1]?.toSeconds);
            if (segment.slice !== undefined) expect(segment.fromSeconds).toBeGreaterThanOrEqual(beginSeconds);
            if (segment.resolution === '1d') expect(segment.slice).toBe(wanted);
          }
        },
      ),
    );
  });
});
