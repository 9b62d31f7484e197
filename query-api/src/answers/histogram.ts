import { z } from '@hono/zod-openapi';
import { confidence, estimateSchema, relativeErrorBound } from './estimate.ts';
import { amounts } from './table.ts';

/** Ends of a bar, in the unit of the metric. */
export const barEnds = {
  from: z.number().describe('Values from here; the bar from 0 to 0 has what is zero or negative'),
  to: z.number().describe('Values below this'),
};

export const histogramSchema = z
  .object({
    app: z.string(),
    metric: z.string(),
    unit: z.string(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    ...amounts,
    min: z.number().nullable(),
    max: z.number().nullable(),
    bars: z
      .array(
        z.object({
          ...barEnds,
          weight: z.number().describe('What the events in it stand for; exact'),
          share: z.number().describe('Share of all weight, 0 to 1'),
        }),
      )
      .describe(
        'In ascending order without gaps, equally wide on a logarithmic axis; empty where nothing was measured',
      ),
    target: estimateSchema
      .extend({
        value: z.number().describe('The target that was asked for'),
        shareBelow: z.number().describe('Share of the weight at or below it, 0 to 1; its error is beside it'),
      })
      .or(z.null())
      .describe('Null without a target, and where nothing was measured'),
    relativeErrorBound,
    confidence,
  })
  .openapi('Histogram');
export type Histogram = z.infer<typeof histogramSchema>;
