import { parameterProblem } from '../problem.ts';
import { type AskedStatistic, askedStatistic, STATISTIC_FORMS } from './askedStatistic.ts';
import type { AskedMetric } from './parseMetric.ts';
import { optionalText } from './querySchema.ts';

export const DEFAULT_STATISTICS = 'p50,p75,p95,p99';
export const MOST_STATISTICS = 12;

export const statisticParameter = optionalText(
  `Comma list of at most ${MOST_STATISTICS}: ${STATISTIC_FORMS}. Default ${DEFAULT_STATISTICS}. count, sum and rate count what ` +
    'sampled events stand for; a target is in the unit of the metric; failed-share and error-rate are the same',
  'p50,p95',
);

/**
 * The statistics of a comma list, each once.
 *
 * @throws {Problem} 400 naming `statistic` and what is allowed
 */
export function parseStatistics(list: string | undefined, metric: AskedMetric): readonly AskedStatistic[] {
  const written = list === undefined || list === '' ? DEFAULT_STATISTICS : list;
  const names = [...new Set(written.split(',').map((name) => name.trim()))];
  if (names.length > MOST_STATISTICS) {
    throw parameterProblem(
      'statistic',
      `names ${names.length} statistics, at most ${MOST_STATISTICS} are answered`,
    );
  }
  return names.map((name) => parseStatistic(name, metric));
}

function parseStatistic(name: string, metric: AskedMetric): AskedStatistic {
  const statistic = askedStatistic(name, metric);
  if (statistic !== undefined) return statistic;
  const given = JSON.stringify(name.slice(0, 32));
  throw parameterProblem('statistic', `${given} is none; allowed are ${STATISTIC_FORMS}`);
}
