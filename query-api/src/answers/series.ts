import { z } from '@hono/zod-openapi';
import { confidence, errorColumns, relativeErrorBound } from './estimate.ts';
import { groupSchema } from './table.ts';

const seriesLineSchema = z.object({
  statistic: z.string(),
  unit: z.string(),
  values: z.array(z.number().nullable()),
  ...errorColumns,
});

export const seriesSchema = z
  .object({
    app: z.string(),
    metric: z.string(),
    unit: z.string(),
    stepSeconds: z.number().int(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    times: z
      .array(z.number().int())
      .describe('Start of every point, epoch seconds; the first may lie before `from`'),
    series: z
      .array(seriesLineSchema)
      .describe('One entry a statistic, its values beside `times`; null where nothing was measured'),
    events: z.array(z.number().int()).describe('Events of every point'),
    groupBy: z.array(z.string()).describe('Dimensions that the series is split by'),
    groups: z
      .array(
        z.object({
          group: groupSchema,
          isOthers: z
            .boolean()
            .describe('All groups that are not told apart, merged: each value is (others)'),
          weight: z.number().describe('What its events stand for, of all points'),
          series: z.array(seriesLineSchema),
          events: z.array(z.number().int()).describe('Events of every point'),
        }),
      )
      .describe('The heaviest groups, and last the others, if there are any; empty without groupBy'),
    relativeErrorBound,
    confidence,
  })
  .openapi('Series');
export type Series = z.infer<typeof seriesSchema>;
