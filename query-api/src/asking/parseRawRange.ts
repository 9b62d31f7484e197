import type { Retention } from '@paceline/storage';
import { parameterProblem } from '../problem.ts';
import { stepName } from './chooseStep.ts';
import { parseRange, type Range } from './parseRange.ts';

/** A range of which single rows are kept. */
export interface RawRange extends Range {
  /** Epoch milliseconds; single rows from before this are dropped. */
  readonly keptFromMs: number;
}

/**
 * The part of the range that a caller asks for in which single rows are still kept.
 *
 * @throws {Problem} 400 naming `from` or `to`, and saying how long they are kept when nothing is left
 */
export function parseRawRange(
  written: { readonly from?: string | undefined; readonly to?: string | undefined },
  nowMs: number,
  { rawSeconds }: Pick<Retention, 'rawSeconds'>,
): RawRange {
  const range = parseRange(written, nowMs);
  const keptFromMs = Math.max(0, nowMs - rawSeconds * 1000);
  if (range.toMs <= keptFromMs) {
    throw parameterProblem(
      'to',
      `single rows are kept for ${stepName(rawSeconds)}, of this range none: the oldest are of ` +
        `${new Date(keptFromMs).toISOString()}; ask for a later range, or for figures at /api/v1/series`,
    );
  }
  return { fromMs: Math.max(range.fromMs, keptFromMs), toMs: range.toMs, keptFromMs };
}
