import type { Distribution } from '@paceline/protocol';
import type { AskedStatistic } from '../asking/askedStatistic.ts';
import type { Series } from '../responses.ts';

/** What was measured at one point: nothing may have been. */
export interface Point {
  readonly distribution: Distribution;
  /** How much of it has passed. */
  readonly seconds: number;
}

/** A statistic at every point, with its errors. */
export function toSeriesLine(
  { name, unit, read }: AskedStatistic,
  points: readonly Point[],
): Series['series'][number] {
  const readings = points.map(({ distribution, seconds }) => read(distribution, seconds));
  return {
    statistic: name,
    unit,
    values: readings.map((reading) => reading?.value ?? null),
    low: readings.map((reading) => reading?.low ?? null),
    high: readings.map((reading) => reading?.high ?? null),
    thin: readings.map((reading) => reading?.thin ?? null),
  };
}
