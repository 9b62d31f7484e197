import { z } from '@hono/zod-openapi';
import { barEnds } from './histogram.ts';

export const heatmapSchema = z
  .object({
    app: z.string(),
    metric: z.string(),
    unit: z.string(),
    stepSeconds: z.number().int(),
    from: z.iso.datetime(),
    to: z.iso.datetime(),
    times: z
      .array(z.number().int())
      .describe('Start of every column, epoch seconds; the first may lie before `from`'),
    rows: z
      .array(z.object(barEnds))
      .describe('Ends of the rows, the same in every column, in ascending order without gaps'),
    columns: z
      .array(z.array(z.number()).nullable())
      .describe('Of every column the weight in each row, exact; null where nothing was measured'),
    events: z.array(z.number().int()).describe('Events of every column'),
    largestWeight: z.number().describe('Of any cell, for the scale of colours; 0 where nothing was measured'),
  })
  .openapi('Heatmap');
export type Heatmap = z.infer<typeof heatmapSchema>;
