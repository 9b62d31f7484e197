import type { Series } from '@paceline/query-api/responses';
import { intervalAt } from '../models/intervals.ts';

/** The interval of one point, by its index. */
export interface BandPoint {
  readonly index: number;
  readonly low: number | null;
  readonly high: number | null;
}

type Line = Pick<Series['series'][number], 'values' | 'low' | 'high'>;

/** Runs of neighbouring points with an interval: the shading has the gaps that the line has. */
export function toBandRuns(line: Line): readonly (readonly BandPoint[])[] {
  const runs: BandPoint[][] = [];
  for (const index of line.values.keys()) {
    const interval = intervalAt(line, index);
    if (interval === null) continue;
    const last = runs.at(-1);
    if (last?.at(-1)?.index === index - 1) last.push({ index, ...interval });
    else runs.push([{ index, ...interval }]);
  }
  return runs;
}

/** Lowest and highest end of all intervals; `null` where no end is known. */
export function bandReach(line: Line | undefined): { low: number | null; high: number | null } {
  let low: number | null = null;
  let high: number | null = null;
  for (const point of line === undefined ? [] : toBandRuns(line).flat()) {
    if (point.low !== null) low = Math.min(low ?? Infinity, point.low);
    if (point.high !== null) high = Math.max(high ?? -Infinity, point.high);
  }
  return { low, high };
}
