import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from './parseTime.ts';

const NOW = Date.UTC(2026, 4, 20, 14, 23, 47, 250);
const HOUR = 3_600_000;

describe('parseTime', () => {
  it.each([
    ['now', NOW],
    ['now-90s', NOW - 90_000],
    ['now-5m', NOW - 300_000],
    ['now-1h', NOW - HOUR],
    ['now-7d', NOW - 7 * 24 * HOUR],
    ['now-2w', NOW - 14 * 24 * HOUR],
    ['1700000000', 1_700_000_000_000],
    ['1700000000.5', 1_700_000_000_500],
    ['1700000000123', 1_700_000_000_123],
    ['2026-05-20T12:00:00Z', Date.UTC(2026, 4, 20, 12)],
    ['2026-05-20T12:00:00.125Z', Date.UTC(2026, 4, 20, 12, 0, 0, 125)],
    ['2026-05-20T12:00:00+02:00', Date.UTC(2026, 4, 20, 10)],
    // As a "+" that was not percent-encoded arrives.
    ['2026-05-20T12:00:00 02:00', Date.UTC(2026, 4, 20, 10)],
    ['2026-05-20', Date.UTC(2026, 4, 20)],
    ['0', 0],
  ])('reads %s', (text, ms) => {
    expect(parseTime(text, NOW)).toEqual({ ok: true, ms });
  });

  it.each([
    'yesterday',
    '',
    'now-1y',
    'now+1h',
    'now-',
    '-5',
    '1e9',
    '2026-02-30T00:00:00Z',
    // Whose noon?
    '2026-05-20T12:00:00',
    'NaN',
  ])('refuses %j and says how times are written', (text) => {
    expect(parseTime(text, NOW)).toMatchObject({ ok: false, reason: expect.stringContaining('now-90m') });
  });

  it.each(['2106-01-01', 'now-9999w', '999999999999999'])(
    'refuses %s, which nothing is stored of',
    (text) => {
      expect(parseTime(text, NOW)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('1970 to 2104'),
      });
    },
  );

  it('reads every moment the same in each of its forms', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1e11, max: Date.UTC(2104, 0, 1) }), (ms) => {
        expect(parseTime(new Date(ms).toISOString(), NOW)).toEqual({ ok: true, ms });
        expect(parseTime(String(ms), NOW)).toEqual({ ok: true, ms });
        const seconds = Math.floor(ms / 1000);
        expect(parseTime(String(seconds), NOW)).toEqual({ ok: true, ms: seconds * 1000 });
      }),
    );
  });

  it('never throws and never answers a time that is none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseTime(text, NOW);
        if (parsed.ok) expect(Number.isFinite(parsed.ms)).toBe(true);
      }),
    );
  });
});
