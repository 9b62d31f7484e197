import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { ERROR_ORDERS } from '@paceline/storage';
import { errorSchema, errorsSchema, timesOfPoints, toErrorAnswer, toErrorSample } from '../answers/errors.ts';
import { toRawRange } from '../answers/rawRange.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { chooseStep, toPoints } from '../asking/chooseStep.ts';
import { parseChoice } from '../asking/parseChoice.ts';
import { parseRawRange } from '../asking/parseRawRange.ts';
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
import { Problem } from '../problem.ts';
import { answers, problem, secured } from './routeParts.ts';

const MOST_GROUPS = 100;
const LAST_OFFSET = 100_000;
const MOST_SAMPLES = 100;
/** Points of the counts over time, about. */
const POINTS = 48;

const { environment, release, route, source } = dimensionParameters;
const errorParameters = { ...rangeParameters, environment, release, route, source };

const KEPT =
  'For as long as single rows are kept: of an older range, the rest is answered, and `from` says from when.';

const errorsRoute = createRoute({
  ...secured('samples'),
  path: ENDPOINTS.errors.path,
  summary: 'Errors that are alike, with their counts over time, in order and in pages',
  description: `Grouped by fingerprint. ${KEPT}`,
  request: {
    query: querySchema({
      app: appParameter,
      sort: optionalText(
        `What groups are in order of, downwards: ${ERROR_ORDERS.join(', ')}. Default weight`,
      ),
      limit: wholeNumber('Groups of a page', { least: 1, most: MOST_GROUPS, usual: 20 }),
      offset: wholeNumber('Groups before the page', { least: 0, most: LAST_OFFSET, usual: 0 }),
      ...errorParameters,
    }),
  },
  responses: answers(errorsSchema),
});

const errorRoute = createRoute({
  ...secured('samples'),
  path: ENDPOINTS.error.path,
  summary: 'One group of errors with its newest reports',
  description: `With stacks and trace ids. ${KEPT}`,
  request: {
    params: z.object({ fingerprint: z.string().max(256).describe('As /api/v1/errors gives it') }),
    query: querySchema({
      app: appParameter,
      limit: wholeNumber('Reports at most', { least: 1, most: MOST_SAMPLES, usual: 20 }),
      ...errorParameters,
    }),
  },
  responses: {
    ...answers(errorSchema),
    404: problem('There is no such app, or none that this token may see, or no such error in the range'),
  },
});

/** What went wrong, with its texts. */
export function addErrorsRoutes(api: OpenAPIHono, { storage, retention, now }: ApiDeps): void {
  function parse(asked: {
    readonly app: string;
    readonly visible: Parameters<typeof knownApp>[0];
    readonly from?: string | undefined;
    readonly to?: string | undefined;
    readonly filter: Parameters<typeof toFilter>[0];
  }) {
    const nowMs = now();
    const app = knownApp(asked.visible, asked.app);
    const range = parseRawRange(asked, nowMs, retention);
    const stepSeconds = chooseStep(range, POINTS, { retention, nowMs });
    const query = {
      app,
      fromMs: range.fromMs,
      toMs: range.toMs,
      filter: toFilter(asked.filter),
      stepSeconds,
    };
    const times = timesOfPoints(toPoints(range, stepSeconds));
    return { query, times, told: { app, ...toRawRange(range), stepSeconds, times } };
  }

  api.openapi(errorsRoute, async (c) => {
    const { app, from, to, sort, limit, offset, ...filter } = c.req.valid('query');
    const { query, times, told } = parse({ app, visible: c.var.apps, from, to, filter });
    const order = parseChoice('sort', sort, ERROR_ORDERS, 'weight');
    const { total, groups } = await storage.loadErrorGroups({ ...query, order, limit, offset });
    const errors = groups.map((group) => toErrorAnswer(group, times));
    return c.json({ ...told, sort: order, total, offset, limit, errors }, 200);
  });

  api.openapi(errorRoute, async (c) => {
    const { app, from, to, limit, ...filter } = c.req.valid('query');
    const { fingerprint } = c.req.valid('param');
    const { query, times, told } = parse({ app, visible: c.var.apps, from, to, filter });
    const [{ groups }, reports] = await Promise.all([
      storage.loadErrorGroups({ ...query, fingerprint, order: 'weight', limit: 1, offset: 0 }),
      storage.loadErrorReports({ ...query, fingerprint, limit }),
    ]);
    const [group] = groups;
    if (group === undefined) {
      throw new Problem(404, {
        detail: `There is no error ${JSON.stringify(fingerprint)} in this range. /api/v1/errors lists those there are.`,
      });
    }
    return c.json({ ...told, ...toErrorAnswer(group, times), samples: reports.map(toErrorSample) }, 200);
  });
}
