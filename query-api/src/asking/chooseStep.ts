import { BUCKET_SECONDS, choosePeakResolution, type Retention } from '@paceline/storage';
import { parameterProblem } from '../problem.ts';
import type { Range } from './parseRange.ts';

const HOUR = 3600;
const DAY = 86_400;

/** Widths of a point that people can read off an axis, in seconds. */
export const STEP_LADDER = [
  10,
  30,
  60,
  120,
  300,
  600,
  900,
  1800,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
] as const;

/** Points of a series when its caller names no step, about. */
export const USUAL_POINTS = 240;
/** Points of a series at most. */
export const MOST_POINTS = 2000;

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: HOUR, d: DAY, w: 7 * DAY };

/** The points of a step that cover a range. Epoch seconds, multiples of the step. */
export interface Points {
  readonly stepSeconds: number;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

/** What is known of stored rows. */
interface Kept {
  readonly retention: Retention;
  readonly nowMs: number;
}

/** The finest step of the ladder whose points are at most about `most`, and whose rows are still kept at the start of the range. */
export function chooseStep(range: Range, most: number, kept: Kept): number {
  const atLeast = Math.max((range.toMs - range.fromMs) / 1000 / most, finestSeconds(range, kept));
  return STEP_LADDER.find((step) => step >= atLeast && isKept(step, range, kept)) ?? 28 * DAY;
}

/**
 * The step that a caller asks for: `30s`, `5m`, `1h`, or seconds.
 *
 * @param most Points of the range, at most
 * @throws {Problem} 400 naming `step`, the limit and the next step that would do
 */
export function parseStep(text: string, range: Range, kept: Kept, most: number = MOST_POINTS): number {
  const [, amount, unit] = /^(\d{1,8})([smhdw]?)$/.exec(text) ?? [];
  const step = amount === undefined ? 0 : Number(amount) * (UNITS[unit ?? ''] ?? 0);
  if (step <= 0 || step % BUCKET_SECONDS['10s'] !== 0) {
    throw parameterProblem(
      'step',
      'must be a multiple of 10 seconds, as 30s, 5m, 1h, 1d or a number of seconds',
    );
  }
  if (step > LONGEST_STEP_SECONDS) throw parameterProblem('step', 'may be 400 days long at most');
  const points = (range.toMs - range.fromMs) / 1000 / step;
  if (points > most) {
    const fix = stepName(chooseStep(range, most, kept));
    throw parameterProblem(
      'step',
      `makes ${Math.ceil(points)} points of this range, at most ${most} are answered; ask for ${fix} or a shorter range`,
    );
  }
  if (!isKept(step, range, kept)) {
    const finest = finestSeconds(range, kept);
    throw parameterProblem(
      'step',
      `is finer than what is still kept of the start of this range; ask for a multiple of ${stepName(finest)}`,
    );
  }
  return step;
}

/** The whole points that cover a range, rounded outwards. */
export function toPoints({ fromMs, toMs }: Range, stepSeconds: number): Points {
  const width = stepSeconds * 1000;
  return {
    stepSeconds,
    fromSeconds: Math.floor(fromMs / width) * stepSeconds,
    toSeconds: Math.ceil(toMs / width) * stepSeconds,
  };
}

/** The step as people write it: `90s`, `5m`, `6h`, `2d`. */
export function stepName(seconds: number): string {
  if (seconds % DAY === 0) return `${seconds / DAY}d`;
  if (seconds % HOUR === 0) return `${seconds / HOUR}h`;
  if (seconds % 60 === 0) return `${seconds / 60}m`;
  return `${seconds}s`;
}

const LONGEST_STEP_SECONDS = 400 * DAY;

/** Width of the finest buckets that still have rows of the start of the range, or of the present. */
function finestSeconds({ fromMs }: Range, { retention, nowMs }: Kept): number {
  // A peak in a moment is looked for in the finest rows that are still kept of it.
  return BUCKET_SECONDS[choosePeakResolution({ fromMs, toMs: fromMs }, retention, nowMs)];
}

function isKept(step: number, range: Range, kept: Kept): boolean {
  return step % finestSeconds(range, kept) === 0;
}
