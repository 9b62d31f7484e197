import { describe, expect, it } from 'vitest';
import { isBeyondOurBound, type SketchCase } from './sketchCase.ts';
import { toSketchFigures } from './toSketchFigures.ts';

/** A case of the exact value 100 that everybody knows. */
function aCase(parts: Partial<SketchCase> & { ourValue?: number } = {}): SketchCase {
  const { ourValue = 100, ...others } = parts;
  return {
    shape: 'any',
    q: 0.5,
    exact: { value: 100, low: 100, high: 100 },
    ours: {
      value: ourValue,
      sketchLow: 99,
      sketchHigh: 101,
      relativeErrorBound: 0.02,
      low: 90,
      high: 110,
      thin: false,
    },
    tdigest: 100,
    ddsketch: 100,
    ...others,
  };
}

describe('isBeyondOurBound', () => {
  it('holds a value against the bound that is stated with it', () => {
    expect(isBeyondOurBound(aCase({ ourValue: 102 }))).toBe(false);
    expect(isBeyondOurBound(aCase({ ourValue: 102.01 }))).toBe(true);
    expect(isBeyondOurBound(aCase({ ourValue: 97.99 }))).toBe(true);
  });

  it('holds the exact value against the range that is stated for it', () => {
    const exact = { value: 101.5, low: 101.5, high: 101.5 };
    expect(isBeyondOurBound(aCase({ ourValue: 101, exact }))).toBe(true);
  });

  it('is beyond the bound when a zero is missed, and not when it is hit', () => {
    const exact = { value: 0, low: 0, high: 0 };
    const ours = { ...aCase().ours, sketchLow: 0, sketchHigh: 0, relativeErrorBound: 0 };
    expect(isBeyondOurBound(aCase({ exact, ours: { ...ours, value: 0 } }))).toBe(false);
    expect(isBeyondOurBound(aCase({ exact, ours: { ...ours, value: 0.1 } }))).toBe(true);
  });
});

describe('toSketchFigures', () => {
  it('gives errors in percent, and counts what is beyond each bound', () => {
    const cases = [
      aCase(),
      aCase({ ourValue: 101, tdigest: 104, ddsketch: 100.5 }),
      aCase({ ourValue: 103, tdigest: 99, ddsketch: 98.9 }),
    ];
    expect(toSketchFigures(cases)).toEqual({
      cases: 3,
      medianErrorPercent: 1,
      worstErrorPercent: 3,
      casesBeyondBound: 1,
      casesWithoutBound: 0,
      tdigestMedianErrorPercent: 1,
      tdigestWorstErrorPercent: 4,
      tdigestCasesBeyond2Percent: 1,
      ddsketchMedianErrorPercent: 0.5,
      ddsketchWorstErrorPercent: 1.1,
      ddsketchCasesBeyondBound: 1,
    });
  });

  it('counts a case without a bound in the median, and apart', () => {
    const ours = { ...aCase().ours, value: 0, sketchLow: -200, sketchHigh: 0, relativeErrorBound: null };
    const figures = toSketchFigures([aCase({ ours, exact: { value: -50, low: -50, high: -50 } })]);
    expect(figures).toMatchObject({ medianErrorPercent: 100, casesBeyondBound: 0, casesWithoutBound: 1 });
  });

  it('lets a peer take any usual definition of a quantile, but not give none', () => {
    const exact = { value: 100, low: 100, high: 120 };
    expect(toSketchFigures([aCase({ exact, tdigest: 110 })])).toMatchObject({ tdigestWorstErrorPercent: 0 });
    expect(toSketchFigures([aCase({ exact, tdigest: Number.NaN })])).toMatchObject({
      tdigestWorstErrorPercent: Number.POSITIVE_INFINITY,
    });
  });
});
