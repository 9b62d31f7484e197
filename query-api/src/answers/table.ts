import { z } from '@hono/zod-openapi';
import { confidence, optionalEstimate, relativeErrorBound } from './estimate.ts';

const nullable = z.number().nullable();

/** The values of the dimensions that something is split by. */
export const groupSchema = z
  .record(z.string(), z.string())
  .describe('Value of each dimension of groupBy; empty for what is not known');

/** How many observations there are behind an answer. */
export const amounts = {
  events: z.number().int().describe('Events that were measured'),
  weight: z
    .number()
    .describe('What the events stand for: more than events where they were sampled or gathered'),
  errors: z.number().describe('What the failed ones of them stand for'),
};

/** A statistic that an answer tells values of. */
export const toldStatistic = z.object({ name: z.string(), unit: z.string() });

export const tableSchema = z
  .object({
    app: z.string(),
    metric: z.string(),
    unit: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    groupBy: z.array(z.string()),
    statistics: z.array(toldStatistic),
    sort: z.string(),
    order: z.enum(['asc', 'desc']),
    total: z.number().int().describe('Rows there are, of which this is a page'),
    offset: z.number().int(),
    limit: z.number().int(),
    rows: z.array(
      z.object({
        group: groupSchema,
        ...amounts,
        values: z.record(z.string(), nullable).describe('By the names of the statistics'),
        estimates: z.record(z.string(), optionalEstimate).describe('The error of each value'),
      }),
    ),
    relativeErrorBound,
    confidence,
  })
  .openapi('Table');
export type Table = z.infer<typeof tableSchema>;
