import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { ESTIMATE_METHOD } from '../answers/estimate.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { chooseStep, MOST_POINTS, parseStep, toPoints, USUAL_POINTS } from '../asking/chooseStep.ts';
import { limitValues, MOST_VALUES } from '../asking/limitValues.ts';
import { GROUP_BY_FORMS, parseGroupBy } from '../asking/parseGroupBy.ts';
import { metricParameter, parseMetric } from '../asking/parseMetric.ts';
import { parseRange } from '../asking/parseRange.ts';
import { parseStatistics, statisticParameter } from '../asking/parseStatistics.ts';
import {
  appParameter,
  dimensionParameters,
  optionalText,
  querySchema,
  rangeParameters,
  toFilter,
} from '../asking/querySchema.ts';
import { wholeNumber } from '../asking/wholeNumber.ts';
import { knownApp } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import { loadSeries } from '../queries/loadSeries.ts';
import { seriesSchema } from '../responses.ts';
import { answers, secured } from './routeParts.ts';

const MOST_GROUPS = 50;

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.series.path,
  summary: 'Statistics of a metric over time',
  description:
    'Points are whole and begin at multiples of the step since the epoch, so the first may begin before the range. ' +
    `A point in which nothing was measured is null. ${ESTIMATE_METHOD}`,
  request: {
    query: querySchema({
      app: appParameter,
      metric: metricParameter,
      statistic: statisticParameter,
      ...rangeParameters,
      step: optionalText(
        `Width of a point: a multiple of 10 seconds, as 30s, 5m or 1h, with at most ${MOST_POINTS} points in the range. ` +
          `Default: a round step that makes at most about ${USUAL_POINTS} points`,
        '1m',
      ),
      groupBy: optionalText(
        `Split by a comma list of one or two dimensions: ${GROUP_BY_FORMS}. Default: not split`,
        'route',
      ),
      groups: wholeNumber(
        'With groupBy: how many groups are told apart, the heaviest over the range; all others are merged into one, (others). Points ' +
          `times statistics times groups (and two) may be ${MOST_VALUES} at most`,
        { least: 1, most: MOST_GROUPS, usual: 8 },
      ),
      ...dimensionParameters,
    }),
  },
  responses: answers(seriesSchema),
});

export function addSeriesRoute(api: OpenAPIHono, { queries, retention, now }: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { app, metric, statistic, from, to, step, groupBy, groups, ...filter } = c.req.valid('query');
    const nowMs = now();
    const range = parseRange({ from, to }, nowMs);
    const kept = { retention, nowMs };
    const askedMetric = parseMetric(metric);
    const question = {
      app: knownApp(c.var.apps, app),
      metric: askedMetric,
      statistics: parseStatistics(statistic, askedMetric),
      filter: toFilter(filter),
      ...range,
      stepSeconds:
        step === undefined || step === ''
          ? chooseStep(range, USUAL_POINTS, kept)
          : parseStep(step, range, kept),
      groupBy: parseGroupBy(groupBy),
      groups,
    };
    if (question.groupBy.length > 0) {
      const { fromSeconds, toSeconds, stepSeconds } = toPoints(range, question.stepSeconds);
      const points = (toSeconds - fromSeconds) / stepSeconds;
      limitValues({ points, statistics: question.statistics.length, groups });
    }
    return c.json(await loadSeries(question, { queries, nowMs }), 200);
  });
}
