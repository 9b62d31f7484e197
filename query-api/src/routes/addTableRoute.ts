import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { ESTIMATE_METHOD } from '../answers/estimate.ts';
import { tableSchema } from '../answers/table.ts';
import type { ApiDeps } from '../apiDeps.ts';
import { GROUP_BY_FORMS, parseGroupBy } from '../asking/parseGroupBy.ts';
import { metricParameter, parseMetric } from '../asking/parseMetric.ts';
import { parseRange } from '../asking/parseRange.ts';
import { parseSort, SORT_FORMS } from '../asking/parseSort.ts';
import { parseStatistics, statisticParameter } from '../asking/parseStatistics.ts';
import {
  appParameter,
  dimensionParameters,
  optionalText,
  querySchema,
  rangeParameters,
  requiredText,
  toFilter,
} from '../asking/querySchema.ts';
import { wholeNumber } from '../asking/wholeNumber.ts';
import { knownApp } from '../auth/caller.ts';
import { ENDPOINTS } from '../client/endpoints.ts';
import { MOST_BINNED_GROUPS } from '../queries/loadBinned.ts';
import { loadTable } from '../queries/loadTable.ts';
import { answers, secured } from './routeParts.ts';

const MOST_ROWS = 500;
const LAST_OFFSET = 1_000_000;

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.table.path,
  summary: 'Statistics of a metric by one dimension or two, in order and in pages',
  description:
    'One row for every route, release, device or what else the table is grouped by that was measured in the range. ' +
    `Sorting by a percentile or a share-under needs the distributions of all rows: at most ${MOST_BINNED_GROUPS}. ${ESTIMATE_METHOD}`,
  request: {
    query: querySchema({
      app: appParameter,
      metric: metricParameter,
      groupBy: requiredText(
        `name one of ${GROUP_BY_FORMS}`,
        `Comma list of one or two dimensions: ${GROUP_BY_FORMS}`,
        'route',
      ),
      statistic: statisticParameter,
      sort: optionalText(`What rows are in order of: ${SORT_FORMS}. Default weight`, 'p95'),
      order: optionalText('asc or desc. Default: desc, for a dimension asc. Rows without a value come last'),
      search: optionalText('Only rows whose dimension contains this text, in letters of any case', 'orders'),
      limit: wholeNumber('Rows of a page', { least: 1, most: MOST_ROWS, usual: 50 }),
      offset: wholeNumber('Rows before the page', { least: 0, most: LAST_OFFSET, usual: 0 }),
      ...rangeParameters,
      ...dimensionParameters,
    }),
  },
  responses: answers(tableSchema),
});

export function addTableRoute(api: OpenAPIHono, { queries, retention, now }: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { app, metric, groupBy, statistic, sort, order, search, limit, offset, from, to, ...filter } =
      c.req.valid('query');
    const nowMs = now();
    const askedMetric = parseMetric(metric);
    const statistics = parseStatistics(statistic, askedMetric);
    const dimensions = parseGroupBy(groupBy);
    const question = {
      app: knownApp(c.var.apps, app),
      metric: askedMetric,
      statistics,
      filter: toFilter(filter),
      groupBy: dimensions,
      search: search ?? '',
      sort: parseSort({ sort, order }, statistics, dimensions),
      limit,
      offset,
      ...parseRange({ from, to }, nowMs),
    };
    return c.json(await loadTable(question, { queries, retention, nowMs }), 200);
  });
}
