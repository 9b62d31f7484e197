import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount } from './formatAmount.ts';

describe('an amount for people', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [12_345, '12 kB'],
    [1_234_567_890, '1.2 GB'],
    [5e15, '5000 TB'],
  ])('%d bytes are written as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('has its thousands apart, and one of it is no plural', () => {
    expect([formatCount(1, 'row'), formatCount(0, 'row'), formatCount(12_345, 'file')]).toEqual([
      '1 row',
      '0 rows',
      '12,345 files',
    ]);
  });
});
