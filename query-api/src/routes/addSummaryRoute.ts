import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { ESTIMATE_METHOD } from '../answers/estimate.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { parseRange } from '../asking/parseRange.ts';
import {
  appParameter,
  filterParameters,
  querySchema,
  rangeParameters,
  toGroup,
} from '../asking/querySchema.ts';
import { knownApp } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import { loadSummary } from '../queries/loadSummary.ts';
import { summarySchema } from '../responses.ts';
import { answers, secured } from './routeParts.ts';

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.summary.path,
  summary: 'What was measured of an app in a range',
  description:
    'Percentiles are computed from merged distributions, never averaged. What nothing measured is null, never 0. ' +
    `Figures without a route (system, caches) are null when the question names a route. ${ESTIMATE_METHOD}`,
  request: { query: querySchema({ app: appParameter, ...rangeParameters, ...filterParameters }) },
  responses: answers(summarySchema),
});

export function addSummaryRoute(api: OpenAPIHono, { queries, retention, now }: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { app, from, to, ...filter } = c.req.valid('query');
    const nowMs = now();
    const question = {
      app: knownApp(c.var.apps, app),
      ...parseRange({ from, to }, nowMs),
      filter: toGroup(filter),
    };
    return c.json(await loadSummary(question, { queries, retention, nowMs }), 200);
  });
}
