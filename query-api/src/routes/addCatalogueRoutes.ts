import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { METRICS, type Metric } from '@paceline/protocol';
import { DIMENSIONS } from '@paceline/storage';
import type { ApiDeps } from '../apiDeps.ts';
import { parseMetric } from '../asking/parseMetric.ts';
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
import { knownApp, type VisibleApps } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import { appsSchema, dimensionValuesSchema, metricsSchema, type Apps } from '../responses.ts';
import { answers, secured } from './routeParts.ts';

const SEEN_WITHIN_MS = 7 * 86_400_000;
const MOST_ENVIRONMENTS = 50;
const MOST_VALUES = 500;
/** Environments hardly ever change, and every open dashboard asks for them again and again. */
const ENVIRONMENTS_KEPT_MS = 5_000;

const appsRoute = createRoute({
  ...secured('read'),
  path: ENDPOINTS.apps.path,
  summary: 'Configured apps that the token may see, with the environments that were seen in the last 7 days',
  request: { query: querySchema({}) },
  responses: answers(appsSchema),
});

const metricsRoute = createRoute({
  ...secured('read'),
  path: ENDPOINTS.metrics.path,
  summary: 'Every metric that Paceline derives from events; custom ones are not listed',
  request: { query: querySchema({}) },
  responses: answers(metricsSchema),
});

const dimensionsRoute = createRoute({
  ...secured('read'),
  path: ENDPOINTS.dimensionValues.path,
  summary: 'Known values of a dimension, most frequent first',
  description:
    'For fields that complete what is typed: what begins with the text comes first, then what contains it. Other dimensions narrow ' +
    'the values to those that were measured together with theirs; a filter by the dimension itself does not narrow.',
  request: {
    params: z.object({ dimension: z.enum(DIMENSIONS).describe('What the values are of') }),
    query: querySchema({
      app: appParameter,
      search: optionalText('Only values that contain this text, in letters of any case', 'ord'),
      metric: optionalText('Only values that were measured with this metric', 'request.duration'),
      limit: wholeNumber('Values at most', { least: 1, most: MOST_VALUES, usual: MOST_VALUES }),
      ...rangeParameters,
      ...dimensionParameters,
    }),
  },
  responses: answers(dimensionValuesSchema),
});

/** What there is to ask for: apps, metrics, and the values of dimensions. */
export function addCatalogueRoutes(api: OpenAPIHono, { queries, now }: ApiDeps): void {
  const known = new Map<string, { readonly at: number; readonly environments: readonly string[] }>();

  async function loadEnvironments(app: string, nowMs: number): Promise<readonly string[]> {
    const kept = known.get(app);
    if (kept !== undefined && Math.abs(nowMs - kept.at) < ENVIRONMENTS_KEPT_MS) return kept.environments;
    const environments = await queries.loadDimensionValues({
      app,
      dimension: 'environment',
      fromMs: nowMs - SEEN_WITHIN_MS,
      toMs: nowMs,
      limit: MOST_ENVIRONMENTS,
    });
    // Who waits for the first events of an app asks until they are there.
    if (environments.length > 0) known.set(app, { at: nowMs, environments });
    return environments;
  }

  async function loadApps({ names }: VisibleApps, nowMs: number): Promise<Apps> {
    const apps = names.map(async (name) => ({
      name,
      environments: [...(await loadEnvironments(name, nowMs))],
    }));
    return { apps: await Promise.all(apps) };
  }

  api.openapi(appsRoute, async (c) => c.json(await loadApps(c.var.apps, now()), 200));

  api.openapi(metricsRoute, (c) => {
    const metrics: readonly Metric[] = METRICS;
    return c.json({ metrics: metrics.map((metric) => ({ approximate: false, ...metric })) }, 200);
  });

  api.openapi(dimensionsRoute, async (c) => {
    const { app, search, metric, limit, from, to, ...filter } = c.req.valid('query');
    const { dimension } = c.req.valid('param');
    const values = await queries.loadDimensionValues({
      app: knownApp(c.var.apps, app),
      dimension,
      ...parseRange({ from, to }, now()),
      filter: toFilter({ ...filter, [dimension]: undefined }),
      ...(search !== undefined && search !== '' && { search }),
      ...(metric !== undefined && metric !== '' && { metric: parseMetric(metric).name }),
      limit,
    });
    return c.json({ app, dimension, values: [...values] }, 200);
  });
}
