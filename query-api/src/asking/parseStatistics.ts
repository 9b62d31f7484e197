import { needsBins, STATISTICS, statisticOf } from '@paceline/budgets';
import { quantile, type Distribution } from '@paceline/protocol';
import { parameterProblem } from '../problem.ts';

/** One statistic of the points of a series. */
export interface SeriesStatistic {
  readonly name: string;
  readonly needsBins: boolean;
  /** Its value in a point of which `seconds` have passed; `null` when nothing was measured. */
  readonly read: (distribution: Distribution, seconds: number) => number | null;
}

export const DEFAULT_STATISTICS = 'p50,p75,p95,p99';
const MOST_STATISTICS = 12;

type Reader = SeriesStatistic['read'];

const whenMeasured =
  (read: (distribution: Distribution) => number): Reader =>
  (distribution) =>
    distribution.weight > 0 ? read(distribution) : null;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ...STATISTICS.filter((name) => name !== 'peak-rate' && !needsBins(name)).map((name): [string, Reader] => [
    name,
    (distribution, seconds) => statisticOf(distribution, name, seconds),
  ]),
  ['error-rate', (distribution) => statisticOf(distribution, 'failed-share', 0)],
  ['count', whenMeasured(({ weight }) => weight)],
  ['sum', whenMeasured(({ sum }) => sum)],
]);

/** What may be asked for, for people. */
export const STATISTIC_FORMS = `percentiles as p50, p95 or p99.9, and ${[...READERS.keys()].join(', ')}`;

/**
 * The statistics of a comma list, each once.
 *
 * @throws {Problem} 400 naming `statistic` and what is allowed
 */
export function parseStatistics(list: string): readonly SeriesStatistic[] {
  const names = [...new Set(list.split(',').map((name) => name.trim()))];
  if (names.length > MOST_STATISTICS) {
    throw parameterProblem(
      'statistic',
      `names ${names.length} statistics, at most ${MOST_STATISTICS} are answered`,
    );
  }
  return names.map(parseStatistic);
}

function parseStatistic(name: string): SeriesStatistic {
  const read = READERS.get(name);
  if (read !== undefined) return { name, needsBins: false, read };
  const [, percent] = /^p(\d{1,2}(?:\.\d{1,3})?)$/.exec(name) ?? [];
  const share = Number(percent) / 100;
  if (percent === undefined || share <= 0) {
    const given = JSON.stringify(name.slice(0, 32));
    throw parameterProblem('statistic', `${given} is none; allowed are ${STATISTIC_FORMS}`);
  }
  return { name, needsBins: true, read: (distribution) => quantile(distribution, share) };
}
