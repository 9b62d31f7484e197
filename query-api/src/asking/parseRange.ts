import { parameterProblem } from '../problem.ts';
import { parseTime } from './parseTime.ts';

/** Epoch milliseconds; `fromMs` inclusive, `toMs` exclusive. */
export interface Range {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the range is when a caller names none. */
export const DEFAULT_RANGE = { from: 'now-1h', to: 'now' } as const;

/** Thirteen months, as long as hours are kept, and a few days so that whole months fit. */
export const LONGEST_RANGE_DAYS = 400;

/**
 * The range that a caller asks for.
 *
 * @param names of the parameters, when they have others
 * @throws {Problem} 400 naming `from` or `to`
 */
export function parseRange(
  written: { readonly from?: string | undefined; readonly to?: string | undefined },
  nowMs: number,
  names: { readonly from: string; readonly to: string } = { from: 'from', to: 'to' },
): Range {
  const fromMs = parseEnd(names.from, written.from ?? '', DEFAULT_RANGE.from, nowMs);
  const toMs = parseEnd(names.to, written.to ?? '', DEFAULT_RANGE.to, nowMs);
  if (fromMs >= toMs) {
    throw parameterProblem(
      names.from,
      `must lie before "${names.to}": ${iso(fromMs)} is not before ${iso(toMs)}`,
    );
  }
  if (toMs - fromMs > LONGEST_RANGE_DAYS * 86_400_000) {
    const days = Math.ceil((toMs - fromMs) / 86_400_000);
    throw parameterProblem(
      names.from,
      `a range may be ${LONGEST_RANGE_DAYS} days long (13 months), not ${days}; ask for a part of it`,
    );
  }
  return { fromMs, toMs };
}

function parseEnd(name: string, written: string, usual: string, nowMs: number): number {
  const parsed = parseTime(written === '' ? usual : written, nowMs);
  if (!parsed.ok) throw parameterProblem(name, parsed.reason);
  return parsed.ms;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
