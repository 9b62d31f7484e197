import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, retryAfterMs } from './retryDelay.ts';

describe('backoffMs', () => {
  it.each([
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [7, 60_000],
    [1e6, 60_000],
  ])('after %d failures is at most %d ms', (failures, expected) => {
    expect(backoffMs(failures, 1000, 0)).toBe(expected);
    expect(backoffMs(failures, 1000, 1)).toBe(expected / 2);
  });
});

describe('retryAfterMs', () => {
  const now = Date.UTC(2026, 0, 1);
  it.each([
    ['3', 3000],
    ['0', 0],
    ['0.5', 500],
    ['-5', 0],
    ['999999', 600_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
    ['soon', null],
    [' ', null],
    [null, null],
  ])('reads %j as %j', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });

  it('is within its bounds, whatever the header', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const ms = retryAfterMs(header, now);
        expect(ms === null || (ms >= 0 && ms <= 600_000)).toBe(true);
      }),
    );
  });
});
