import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { SAMPLE_ORDERS } from '@paceline/storage';
import { toRawRange } from '../answers/rawRange.ts';
import { samplesSchema, toSampleAnswer } from '../answers/samples.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { metricParameter, parseMetric } from '../asking/parseMetric.ts';
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
import { parameterProblem } from '../problem.ts';
import { answers, secured } from './routeParts.ts';

const MOST_SAMPLES = 200;

const route = createRoute({
  ...secured('samples'),
  path: ENDPOINTS.samples.path,
  summary: 'Single measurements of a metric: the slowest, the fastest or the newest',
  description:
    'With their dimensions, trace ids and attributes, for as long as single rows are kept. A range that is older is refused; of ' +
    'one that is partly older, the rest is answered, and `from` says from when.',
  request: {
    query: querySchema({
      app: appParameter,
      metric: metricParameter,
      order: optionalText(
        `Which come first: ${SAMPLE_ORDERS.join(', ')}. slowest means the largest values, fastest the smallest. Default slowest`,
        'slowest',
      ),
      limit: wholeNumber('Samples at most', { least: 1, most: MOST_SAMPLES, usual: 50 }),
      above: optionalText('Only values over this, in the unit of the metric', '2500'),
      failed: optionalText('true: only what counts as failed', 'true'),
      ...rangeParameters,
      ...dimensionParameters,
    }),
  },
  responses: answers(samplesSchema),
});

export function addSamplesRoute(api: OpenAPIHono, { storage, retention, now }: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { app: asked, metric, order, limit, above, failed, from, to, ...filter } = c.req.valid('query');
    const { name, unit } = parseMetric(metric);
    const app = knownApp(c.var.apps, asked);
    const range = parseRawRange({ from, to }, now(), retention);
    const chosen = parseChoice('order', order, SAMPLE_ORDERS, 'slowest');
    const over = parseNumber('above', above);
    const samples = await storage.loadSamples({
      app,
      metric: name,
      fromMs: range.fromMs,
      toMs: range.toMs,
      filter: toFilter(filter),
      order: chosen,
      limit,
      failed: parseChoice('failed', failed, ['true', 'false'], 'false') === 'true',
      ...(over !== undefined && { above: over }),
    });
    const answer = {
      app,
      metric: name,
      unit,
      ...toRawRange(range),
      order: chosen,
      samples: samples.map(toSampleAnswer),
    };
    return c.json(answer, 200);
  });
}

function parseNumber(parameter: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined;
  const number = Number(text);
  if (/^-?\d/.test(text) && Number.isFinite(number)) return number;
  throw parameterProblem(parameter, `${JSON.stringify(text.slice(0, 32))} is no number`);
}
