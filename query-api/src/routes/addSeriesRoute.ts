import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { metricNamed, type Metric } from '@paceline/protocol';
import type { ApiDeps } from '../apiDeps.ts';
import { chooseStep, MOST_POINTS, parseStep, USUAL_POINTS } from '../asking/chooseStep.ts';
import { parseRange } from '../asking/parseRange.ts';
import { DEFAULT_STATISTICS, parseStatistics, STATISTIC_FORMS } from '../asking/parseStatistics.ts';
import {
  appParameter,
  dimensionParameters,
  optionalText,
  querySchema,
  rangeParameters,
  toGroup,
} from '../asking/querySchema.ts';
import { knownApp } from '../auth/caller.ts';
import { parameterProblem } from '../problem.ts';
import { loadSeries } from '../queries/loadSeries.ts';
import { seriesSchema } from '../responses.ts';
import { answers, secured } from './routeParts.ts';

const route = createRoute({
  ...secured('read'),
  path: '/api/v1/series',
  summary: 'Statistics of a metric over time',
  description:
    'Points are whole and begin at multiples of the step since the epoch, so the first may begin before the range. ' +
    'A point in which nothing was measured is null.',
  request: {
    query: querySchema({
      app: appParameter,
      metric: optionalText('A metric of /api/v1/metrics, or custom.<name>. Required', 'request.duration'),
      statistic: optionalText(
        `Comma list: ${STATISTIC_FORMS}. Default ${DEFAULT_STATISTICS}. count, sum and rate count what sampled events stand for`,
        'p50,p95',
      ),
      ...rangeParameters,
      step: optionalText(
        `Width of a point: a multiple of 10 seconds, as 30s, 5m or 1h, with at most ${MOST_POINTS} points in the range. ` +
          `Default: a round step that makes at most about ${USUAL_POINTS} points`,
        '1m',
      ),
      ...dimensionParameters,
    }),
  },
  responses: answers(seriesSchema),
});

export function addSeriesRoute(api: OpenAPIHono, { queries, retention, now }: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { app, metric, statistic, from, to, step, ...filter } = c.req.valid('query');
    const nowMs = now();
    const range = parseRange({ from, to }, nowMs);
    const kept = { retention, nowMs };
    const question = {
      app: knownApp(c.var.apps, app),
      metric: parseMetric(metric),
      statistics: parseStatistics(
        statistic === undefined || statistic === '' ? DEFAULT_STATISTICS : statistic,
      ),
      filter: toGroup(filter),
      ...range,
      stepSeconds:
        step === undefined || step === ''
          ? chooseStep(range, USUAL_POINTS, kept)
          : parseStep(step, range, kept),
    };
    return c.json(await loadSeries(question, { queries, nowMs }), 200);
  });
}

function parseMetric(name: string | undefined): Metric {
  const metric = name === undefined ? undefined : metricNamed(name);
  if (metric !== undefined) return metric;
  const given =
    name === undefined || name === '' ? 'name one' : `there is no ${JSON.stringify(name.slice(0, 64))}`;
  throw parameterProblem(
    'metric',
    `${given}; /api/v1/metrics lists them, and custom.<name> is a measurement of your own`,
  );
}
