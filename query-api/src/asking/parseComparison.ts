import { coveredRange, type Filter, type Retention } from '@paceline/storage';
import { parameterProblem } from '../problem.ts';
import { LONGEST_RANGE_DAYS, parseRange, type Range } from './parseRange.ts';
import { optionalText } from './querySchema.ts';

/** One of two sides that are compared. */
export interface Side extends Range {
  readonly filter: Filter;
}

export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

export const comparisonParameters = {
  against: optionalText(
    'What the range is compared with: previous, as much time just before it, or how much earlier: 1d, 7d, 4w. Default: previous, ' +
      'unless baseFrom or baseRelease is given',
    'previous',
  ),
  baseFrom: optionalText(
    'Start of the period to compare with, as from; needs baseTo',
    '2026-01-01T00:00:00Z',
  ),
  baseTo: optionalText('End of the period to compare with, as to; needs baseFrom', '2026-01-08T00:00:00Z'),
  baseRelease: optionalText(
    'The release to compare release with; in the same range unless another is given',
    '1.3.0',
  ),
};

interface Written {
  readonly against?: string | undefined;
  readonly baseFrom?: string | undefined;
  readonly baseTo?: string | undefined;
  readonly baseRelease?: string | undefined;
}

const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/**
 * The two sides that a caller wants compared. They never have an event in common.
 *
 * @throws {Problem} 400 naming the parameter and what to give instead
 */
export function parseComparison(
  written: Written,
  after: Side,
  known: { readonly retention: Retention; readonly nowMs: number },
): Sides {
  const { baseRelease = '' } = written;
  const range = parseBaseRange(written, after, known) ?? { fromMs: after.fromMs, toMs: after.toMs };
  const filter = baseRelease === '' ? after.filter : { ...after.filter, release: baseRelease };
  const overlaps = range.fromMs < after.toMs && after.fromMs < range.toMs;
  if (overlaps && baseRelease === '') {
    throw parameterProblem(
      isGiven(written.against) ? 'against' : 'baseFrom',
      'the two periods overlap, so that the same events would be on both sides; give an earlier one, or previous',
    );
  }
  if (overlaps) assertOtherRelease(after.filter, baseRelease);
  return { before: { ...range, filter }, after };
}

/** `undefined` when two releases are compared in one range. */
function parseBaseRange(
  { against = '', baseFrom, baseTo, baseRelease }: Written,
  after: Side,
  { retention, nowMs }: { readonly retention: Retention; readonly nowMs: number },
): Range | undefined {
  if (isGiven(baseFrom) || isGiven(baseTo)) {
    if (against !== '') throw parameterProblem('against', 'give either this or baseFrom and baseTo');
    if (!isGiven(baseFrom)) throw parameterProblem('baseFrom', 'needed with baseTo');
    if (!isGiven(baseTo)) throw parameterProblem('baseTo', 'needed with baseFrom');
    return parseRange({ from: baseFrom, to: baseTo }, nowMs, { from: 'baseFrom', to: 'baseTo' });
  }
  if (against === '' && isGiven(baseRelease)) return undefined;
  if (against === '' || against === 'previous') {
    // The range's first bucket may begin before the range; nothing may be on both sides.
    const toMs = coveredRange(after, retention, nowMs)?.fromMs ?? after.fromMs;
    return { fromMs: Math.max(0, toMs - (after.toMs - after.fromMs)), toMs };
  }
  const shiftMs = parseShift(against);
  return { fromMs: Math.max(0, after.fromMs - shiftMs), toMs: Math.max(1, after.toMs - shiftMs) };
}

function parseShift(against: string): number {
  const [, amount, unit] = /^(\d{1,6})([mhdw])$/.exec(against) ?? [];
  const shiftMs = Number(amount) * (UNIT_MS[unit ?? ''] ?? Number.NaN);
  if (shiftMs > 0 && shiftMs <= LONGEST_RANGE_DAYS * 86_400_000) return shiftMs;
  throw parameterProblem(
    'against',
    `${JSON.stringify(against.slice(0, 32))} is none; allowed are previous, or how much earlier, as 90m, 1d or 4w (at most ` +
      `${LONGEST_RANGE_DAYS} days)`,
  );
}

function assertOtherRelease({ release }: Filter, baseRelease: string): void {
  if (release === undefined) {
    throw parameterProblem('release', `name the release to compare with ${JSON.stringify(baseRelease)}`);
  }
  if ([release].flat().includes(baseRelease)) {
    throw parameterProblem('baseRelease', 'is the same as release; name another one, or an earlier period');
  }
}

function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
