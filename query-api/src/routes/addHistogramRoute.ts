import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { ESTIMATE_METHOD } from '../answers/estimate.ts';
import { histogramSchema } from '../answers/histogram.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { metricParameter, parseMetric } from '../asking/parseMetric.ts';
import { parseRange } from '../asking/parseRange.ts';
import { parseTarget } from '../asking/parseTarget.ts';
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
import { loadHistogram } from '../queries/loadHistogram.ts';
import { answers, secured } from './routeParts.ts';

const MOST_BARS = 200;

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.histogram.path,
  summary: 'How the values of a metric are distributed',
  description:
    'Bars are whole bins of the distribution, so their weights are exact; they are equally wide on a logarithmic axis, and what is ' +
    `zero or negative has a bar of its own. ${ESTIMATE_METHOD}`,
  request: {
    query: querySchema({
      app: appParameter,
      metric: metricParameter,
      bars: wholeNumber('Bars, at most', { least: 1, most: MOST_BARS, usual: 60 }),
      target: optionalText('A target in the unit of the metric, to tell the share at or below it', '200'),
      ...rangeParameters,
      ...dimensionParameters,
    }),
  },
  responses: answers(histogramSchema),
});

export function addHistogramRoute(api: OpenAPIHono, { queries, now }: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { app, metric, bars, target, from, to, ...filter } = c.req.valid('query');
    const question = {
      app: knownApp(c.var.apps, app),
      metric: parseMetric(metric),
      filter: toFilter(filter),
      bars,
      target: parseTarget(target),
      ...parseRange({ from, to }, now()),
    };
    return c.json(await loadHistogram(question, queries), 200);
  });
}
