import { describe, expect, it } from 'vitest';
import { parseRange } from './parseRange.ts';

const NOW = Date.UTC(2026, 4, 20, 14, 23, 47);
const DAY = 86_400_000;

describe('parseRange', () => {
  it('is the last hour when nothing is named', () => {
    expect(parseRange({}, NOW)).toEqual({ fromMs: NOW - 3_600_000, toMs: NOW });
    expect(parseRange({ from: '', to: '' }, NOW)).toEqual({ fromMs: NOW - 3_600_000, toMs: NOW });
  });

  it('takes thirteen months', () => {
    expect(parseRange({ from: 'now-400d' }, NOW)).toEqual({ fromMs: NOW - 400 * DAY, toMs: NOW });
  });

  it.each([
    [{ from: 'now-401d' }, /^from: a range may be 400 days long \(13 months\), not 401/],
    [{ from: 'now', to: 'now-1h' }, /^from: must lie before "to"/],
    [{ from: 'now', to: 'now' }, /^from: must lie before "to"/],
    [{ to: 'soon' }, /^to: "soon" is no time/],
  ])('refuses %j, naming parameter and fix', (written, message) => {
    expect(() => parseRange(written, NOW)).toThrow(message);
  });
});
