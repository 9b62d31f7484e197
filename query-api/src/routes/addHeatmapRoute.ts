import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { heatmapSchema } from '../answers/heatmap.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { chooseStep, parseStep } from '../asking/chooseStep.ts';
import { metricParameter, parseMetric } from '../asking/parseMetric.ts';
import { parseRange } from '../asking/parseRange.ts';
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
import { loadHeatmap } from '../queries/loadHeatmap.ts';
import { answers, secured } from './routeParts.ts';

const USUAL_COLUMNS = 120;
const MOST_COLUMNS = 400;
const MOST_ROWS = 60;

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.heatmap.path,
  summary: 'How the values of a metric are distributed over time',
  description:
    'Columns are whole and begin at multiples of the step since the epoch; all have the same rows, which are whole bins of the ' +
    'distribution, so the weights are exact. A column in which nothing was measured is null.',
  request: {
    query: querySchema({
      app: appParameter,
      metric: metricParameter,
      step: optionalText(
        `Width of a column: a multiple of 10 seconds, as 30s, 5m or 1h, with at most ${MOST_COLUMNS} columns in the range. ` +
          `Default: a round step that makes at most about ${USUAL_COLUMNS} columns`,
        '1m',
      ),
      rows: wholeNumber('Rows, at most', { least: 1, most: MOST_ROWS, usual: 40 }),
      ...rangeParameters,
      ...dimensionParameters,
    }),
  },
  responses: answers(heatmapSchema),
});

export function addHeatmapRoute(api: OpenAPIHono, { queries, retention, now }: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { app, metric, step, rows, from, to, ...filter } = c.req.valid('query');
    const nowMs = now();
    const range = parseRange({ from, to }, nowMs);
    const kept = { retention, nowMs };
    const question = {
      app: knownApp(c.var.apps, app),
      metric: parseMetric(metric),
      filter: toFilter(filter),
      rows,
      ...range,
      stepSeconds:
        step === undefined || step === ''
          ? chooseStep(range, USUAL_COLUMNS, kept)
          : parseStep(step, range, kept, MOST_COLUMNS),
    };
    return c.json(await loadHeatmap(question, queries), 200);
  });
}
