import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { AlertTransition } from '@paceline/storage';
import type { ApiDeps } from '../apiDeps.ts';
import { parseRange } from '../asking/parseRange.ts';
import { appParameter, filterParameters, querySchema, rangeParameters } from '../asking/querySchema.ts';
import { knownApp } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import { alertsSchema } from '../responses.ts';
import { answers, secured } from './routeParts.ts';

const MOST_TRANSITIONS = 500;

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.alerts.path,
  summary: 'Alerts that fired or resolved in a range, newest first',
  description:
    `At most ${MOST_TRANSITIONS}. Alerts that began before the range and still fire are there too. With an environment, alerts of ` +
    'budgets for another one are left out.',
  request: {
    query: querySchema({ app: appParameter, ...rangeParameters, environment: filterParameters.environment }),
  },
  responses: answers(alertsSchema),
});

export function addAlertsRoute(api: OpenAPIHono, { budgets, storage, now }: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { app: asked, from, to, environment = '' } = c.req.valid('query');
    const app = knownApp(c.var.apps, asked);
    const { fromMs, toMs } = parseRange({ from, to }, now());
    const [history, states] = await Promise.all([
      storage.loadAlertHistory({ app, fromMs, toMs, limit: MOST_TRANSITIONS }),
      storage.loadAlertStates(),
    ]);
    const stillFiring = states.filter(
      (newest) => newest.app === app && newest.state === 'firing' && newest.at < fromMs,
    );
    const elsewhere = new Set(
      budgets
        .filter(({ scope }) => environment !== '' && (scope.environment ?? environment) !== environment)
        .map(({ id }) => id),
    );
    const alerts = [...history, ...stillFiring.toSorted((a, b) => b.at - a.at)]
      .filter(({ budgetId }) => !elsewhere.has(budgetId))
      .map(toAlert);
    return c.json({ alerts }, 200);
  });
}

function toAlert({ incidentId, budgetId, state, at, value, target, events }: AlertTransition) {
  return { incidentId, budgetId, state, at: new Date(at).toISOString(), value, target, events };
}
