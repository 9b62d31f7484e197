import { isBeyondOurBound, ourError, peerError, type SketchCase } from './sketchCase.ts';

/** The relative accuracy that DDSketch is asked for. */
export const DDSKETCH_ACCURACY = 0.01;

/** It computes with single precision. */
const DDSKETCH_ROUNDING = 1e-6;

/** Figures of all cases: errors in percent, and how many cases are beyond what their sketch states. */
export function toSketchFigures(cases: readonly SketchCase[]): Record<string, number> {
  const ours = cases.map((one) => ourError(one));
  const tdigest = cases.map((one) => peerError(one, one.tdigest));
  const ddsketch = cases.map((one) => peerError(one, one.ddsketch));
  const bounded = cases.filter((one) => one.ours.relativeErrorBound !== null).map((one) => ourError(one));
  return {
    cases: cases.length,
    medianErrorPercent: percent(median(ours)),
    worstErrorPercent: percent(Math.max(...bounded)),
    casesBeyondBound: cases.filter((one) => isBeyondOurBound(one)).length,
    casesWithoutBound: cases.length - bounded.length,
    tdigestMedianErrorPercent: percent(median(tdigest)),
    tdigestWorstErrorPercent: percent(Math.max(...tdigest)),
    tdigestCasesBeyond2Percent: tdigest.filter((error) => error > 0.02).length,
    ddsketchMedianErrorPercent: percent(median(ddsketch)),
    ddsketchWorstErrorPercent: percent(Math.max(...ddsketch)),
    ddsketchCasesBeyondBound: ddsketch.filter((error) => error > DDSKETCH_ACCURACY + DDSKETCH_ROUNDING)
      .length,
  };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Errors are small: four decimals. */
function percent(error: number): number {
  return Math.round(error * 1e6) / 1e4;
}
