import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { comparisonSchema } from '../answers/comparison.ts';
import { ESTIMATE_METHOD } from '../answers/estimate.ts';
import type { ApiDeps } from '../apiDeps.ts';
import type { AskedStatistic } from '../asking/askedStatistic.ts';
import { comparisonParameters, parseComparison } from '../asking/parseComparison.ts';
import { GROUP_BY_FORMS, parseGroupBy } from '../asking/parseGroupBy.ts';
import { metricParameter, parseMetric } from '../asking/parseMetric.ts';
import { parseRange } from '../asking/parseRange.ts';
import { parseStatistics, statisticParameter } from '../asking/parseStatistics.ts';
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
import { MOST_BINNED_GROUPS } from '../queries/loadBinned.ts';
import { loadComparison } from '../queries/loadComparison.ts';
import { answers, secured } from './routeParts.ts';

const MOST_GROUPS = 500;

const route = createRoute({
  ...secured('read'),
  path: ENDPOINTS.compare.path,
  summary: 'Two periods or two releases: what changed, by how much, and whether that can be told',
  description:
    'A change has an interval, by MOVER from the intervals of both sides (Zou and Donner; Donner and Zou for its share), of 99 % for each ' +
    'statistic overall. With groupBy all verdicts of groups are judged together: by Bonferroni, so that of many groups that did ' +
    'not change, 99 of 100 answers show no change at all; the intervals are as wide as that takes. A percentile has to change by more than ' +
    `its bins hide, up to 4 %. At most ${MOST_BINNED_GROUPS} groups are compared. ${ESTIMATE_METHOD}`,
  request: {
    query: querySchema({
      app: appParameter,
      metric: metricParameter,
      statistic: statisticParameter,
      ...rangeParameters,
      ...comparisonParameters,
      groupBy: optionalText(
        `Compare by a comma list of one or two dimensions, too: ${GROUP_BY_FORMS}. Default: only as a whole`,
        'route',
      ),
      limit: wholeNumber('With groupBy: groups that are answered', {
        least: 1,
        most: MOST_GROUPS,
        usual: 100,
      }),
      ...dimensionParameters,
    }),
  },
  responses: answers(comparisonSchema),
});

export function addCompareRoute(api: OpenAPIHono, { queries, retention, now }: ApiDeps): void {
  api.openapi(route, async (c) => {
    const asked = c.req.valid('query');
    const { app, metric, statistic, from, to, against, baseFrom, baseTo, baseRelease } = asked;
    const nowMs = now();
    const known = { retention, nowMs };
    const askedMetric = parseMetric(metric);
    const statistics = parseStatistics(statistic, askedMetric);
    assertComparable(statistics);
    const after = { ...parseRange({ from, to }, nowMs), filter: toFilter(asked) };
    const question = {
      app: knownApp(c.var.apps, app),
      metric: askedMetric,
      statistics,
      ...parseComparison({ against, baseFrom, baseTo, baseRelease }, after, known),
      groupBy: parseGroupBy(asked.groupBy),
      limit: asked.limit,
    };
    return c.json(await loadComparison(question, { queries, ...known }), 200);
  });
}

function assertComparable(statistics: readonly AskedStatistic[]): void {
  const other = statistics.find(({ isComparable }) => !isComparable);
  if (other === undefined) return;
  throw parameterProblem(
    'statistic',
    `${other.name} cannot be compared, as it has no interval or depends on how long was measured; allowed are percentiles, mean, ` +
      'rate, failed-share, ok-share, error-rate, share-under:<target> and apdex:<target>',
  );
}
