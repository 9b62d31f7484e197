import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { METRICS, type Metric } from '@paceline/protocol';
import { DIMENSIONS } from '@paceline/storage';
import { knownApp, type ApiDeps } from '../apiDeps.ts';
import { parseRange } from '../asking/parseRange.ts';
import { appParameter, querySchema, rangeParameters } from '../asking/querySchema.ts';
import { appsSchema, dimensionValuesSchema, metricsSchema, type Apps } from '../responses.ts';
import { answers, secured } from './routeParts.ts';

const SEEN_WITHIN_MS = 7 * 86_400_000;
const MOST_ENVIRONMENTS = 50;
const MOST_VALUES = 500;
/** Environments hardly ever change, and every open dashboard asks for them again and again. */
const ENVIRONMENTS_KEPT_MS = 5_000;

const appsRoute = createRoute({
  ...secured,
  path: '/api/v1/apps',
  summary: 'Configured apps, with the environments that were seen in the last 7 days',
  request: { query: querySchema({}) },
  responses: answers(appsSchema),
});

const metricsRoute = createRoute({
  ...secured,
  path: '/api/v1/metrics',
  summary: 'Every metric that Paceline derives from events; custom ones are not listed',
  request: { query: querySchema({}) },
  responses: answers(metricsSchema),
});

const dimensionsRoute = createRoute({
  ...secured,
  path: '/api/v1/dimensions/{dimension}',
  summary: `Known values of a dimension, most frequent first, at most ${MOST_VALUES}`,
  request: {
    params: z.object({ dimension: z.enum(DIMENSIONS) }),
    query: querySchema({ app: appParameter, ...rangeParameters }),
  },
  responses: answers(dimensionValuesSchema),
});

/** What there is to ask for: apps, metrics, and the values of dimensions. */
export function addCatalogueRoutes(api: OpenAPIHono, { apps, queries, now }: ApiDeps): void {
  let known: { readonly at: number; readonly answer: Apps } | undefined;

  async function loadApps(nowMs: number): Promise<Apps> {
    if (known !== undefined && Math.abs(nowMs - known.at) < ENVIRONMENTS_KEPT_MS) return known.answer;
    const range = { fromMs: nowMs - SEEN_WITHIN_MS, toMs: nowMs };
    const answer = {
      apps: await Promise.all(
        apps.map(async ({ name }) => ({
          name,
          environments: [
            ...(await queries.loadDimensionValues({
              app: name,
              dimension: 'environment',
              ...range,
              limit: MOST_ENVIRONMENTS,
            })),
          ],
        })),
      ),
    };
    // Who waits for the first events of an app asks until they are there.
    if (answer.apps.every(({ environments }) => environments.length > 0)) known = { at: nowMs, answer };
    return answer;
  }

  api.openapi(appsRoute, async (c) => c.json(await loadApps(now()), 200));

  api.openapi(metricsRoute, (c) => {
    const metrics: readonly Metric[] = METRICS;
    return c.json({ metrics: metrics.map((metric) => ({ approximate: false, ...metric })) }, 200);
  });

  api.openapi(dimensionsRoute, async (c) => {
    const { app, from, to } = c.req.valid('query');
    const { dimension } = c.req.valid('param');
    const values = await queries.loadDimensionValues({
      app: knownApp(apps, app),
      dimension,
      ...parseRange({ from, to }, now()),
      limit: MOST_VALUES,
    });
    return c.json({ app, dimension, values: [...values] }, 200);
  });
}
