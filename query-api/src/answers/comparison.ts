import { z } from '@hono/zod-openapi';
import { confidence, optionalEstimate, relativeErrorBound } from './estimate.ts';
import { amounts, groupSchema, toldStatistic } from './table.ts';

const nullable = z.number().nullable();
const changeSchema = z
  .object({
    value: z.number(),
    low: nullable.describe('Lower end of its interval; null where it cannot be told'),
    high: nullable.describe('Upper end of its interval; null where it cannot be told'),
  })
  .nullable();

const statisticComparisonSchema = z
  .object({
    before: nullable,
    after: nullable,
    beforeEstimate: optionalEstimate,
    afterEstimate: optionalEstimate,
    change: changeSchema.describe('after - before, in the unit of the statistic; null without one of them'),
    changeShare: changeSchema.describe(
      'The same as a share of before: 0.2 is a fifth more; null where before is not above 0',
    ),
    verdict: z
      .enum(['better', 'worse', 'no-difference-shown', 'not-enough'])
      .describe(
        'better, worse: the interval of the change does not hold 0. no-difference-shown: it does; the interval tells how large a ' +
          'difference there may be. not-enough: one side has too few events',
      ),
  })
  .openapi('StatisticComparison');

const sideSchema = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  release: z.array(z.string()).nullable().describe('Releases that it is narrowed to; null: all'),
  ...amounts,
});

const byStatistic = z
  .record(z.string(), statisticComparisonSchema)
  .describe('By the names of the statistics');

export const comparisonSchema = z
  .object({
    app: z.string(),
    metric: z.string(),
    unit: z.string(),
    statistics: z.array(
      toldStatistic.extend({ better: z.enum(['lower', 'higher']).describe('Which value is the good one') }),
    ),
    before: sideSchema,
    after: sideSchema,
    overall: byStatistic,
    groupBy: z.array(z.string()),
    groups: z
      .array(
        z.object({
          group: groupSchema,
          before: z.object(amounts),
          after: z.object(amounts),
          statistics: byStatistic,
        }),
      )
      .describe(
        'First the groups with a better or worse, by the largest of their changeShares; then the others, the heaviest first. Empty ' +
          'without groupBy',
      ),
    total: z.number().int().describe('Groups there are, of which the first are answered'),
    changed: z.number().int().describe('Groups with at least one better or worse'),
    comparisons: z.number().int().describe('Verdicts of groups that had enough events on both sides'),
    relativeErrorBound,
    confidence,
    changeConfidence: z.number().describe('Confidence of the interval of each change in overall'),
    groupChangeConfidence: z
      .number()
      .describe(
        'Confidence of the interval of each change in groups: higher, by Bonferroni, so that all of them together are as sure as ' +
          'one in overall',
      ),
  })
  .openapi('Comparison');
export type ComparisonAnswer = z.infer<typeof comparisonSchema>;
