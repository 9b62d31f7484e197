import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { RELATIVE_ERROR_BOUND } from '@paceline/protocol';
import { CONFIDENCE } from '@paceline/statistics';
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
import { loadBudgets } from '../queries/loadBudgets.ts';
import { budgetsSchema } from '../responses.ts';
import { answers, secured } from './routeParts.ts';

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.budgets.path,
  summary: 'Every budget of an app: target, value, headroom and status',
  description:
    'Each budget is judged over the whole range asked for; alerts are judged over the window of the budget. ' +
    `Budgets for another environment, release or route than the one asked for are left out. ${ESTIMATE_METHOD}`,
  request: { query: querySchema({ app: appParameter, ...rangeParameters, ...filterParameters }) },
  responses: answers(budgetsSchema),
});

export function addBudgetsRoute(api: OpenAPIHono, deps: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { app, from, to, ...asked } = c.req.valid('query');
    const nowMs = deps.now();
    const filter = toGroup(asked);
    const range = parseRange({ from, to }, nowMs);
    const budgets = await loadBudgets(
      { app: knownApp(c.var.apps, app), ...range, filter },
      { ...deps, nowMs },
    );
    const answer = {
      app,
      environment: filter.environment ?? null,
      from: new Date(range.fromMs).toISOString(),
      to: new Date(range.toMs).toISOString(),
      budgets,
      relativeErrorBound: RELATIVE_ERROR_BOUND,
      confidence: CONFIDENCE.share,
    };
    return c.json(answer, 200);
  });
}
