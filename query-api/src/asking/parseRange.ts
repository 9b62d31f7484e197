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
 * @throws {Problem} 400 naming `from` or `to`
 */
export function parseRange(
  written: { readonly from?: string | undefined; readonly to?: string | undefined },
  nowMs: number,
): Range {
  const fromMs = parseEnd('from', written.from, nowMs);
  const toMs = parseEnd('to', written.to, nowMs);
  if (fromMs >= toMs) {
    throw parameterProblem('from', `must lie before "to": ${iso(fromMs)} is not before ${iso(toMs)}`);
  }
  if (toMs - fromMs > LONGEST_RANGE_DAYS * 86_400_000) {
    const days = Math.ceil((toMs - fromMs) / 86_400_000);
    throw parameterProblem(
      'from',
      `a range may be ${LONGEST_RANGE_DAYS} days long (13 months), not ${days}; ask for a part of it`,
    );
  }
  return { fromMs, toMs };
}

function parseEnd(name: 'from' | 'to', written: string | undefined, nowMs: number): number {
  const text = written === undefined || written === '' ? DEFAULT_RANGE[name] : written;
  const parsed = parseTime(text, nowMs);
  if (!parsed.ok) throw parameterProblem(name, parsed.reason);
  return parsed.ms;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
