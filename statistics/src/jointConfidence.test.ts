import { describe, expect, it } from 'vitest';
import { CHANGE_CONFIDENCE } from './confidence.ts';
import { jointConfidence } from './jointConfidence.ts';

describe('jointConfidence', () => {
  it('leaves a single comparison as sure as it is', () => {
    expect(jointConfidence(1)).toEqual(CHANGE_CONFIDENCE);
    expect(jointConfidence(0)).toEqual(CHANGE_CONFIDENCE);
  });

  it.each([
    [2, 2.807_034],
    [10, 3.290_527],
    [100, 3.890_592],
    [5_000, 4.753_424],
  ])('shares the chance of being wrong among %d comparisons', (comparisons, z) => {
    const confidence = jointConfidence(comparisons);
    expect(confidence.tail).toBeCloseTo(0.005 / comparisons, 15);
    expect(confidence.share).toBeCloseTo(1 - 0.01 / comparisons, 12);
    expect(Math.abs(confidence.z - z)).toBeLessThan(0.000_45);
  });
});
