import { z } from '@hono/zod-openapi';
import { CONFIDENCE } from '@paceline/statistics';

/** How errors are computed, for the API's description. */
export const ESTIMATE_METHOD =
  'Every value has its error beside it: the ends of an interval that holds the true value of what was sampled in ' +
  `${CONFIDENCE.share * 100} of 100 cases, at the number of observations there were, with what the bins of the distribution hide inside it. ` +
  'Percentiles: distribution-free, from binomial ranks (Conover). Shares: Wilson. Means: Student, with the largest variance that ' +
  'the bins allow. Rates and counts: Poisson, by Byar. Observations are taken as independent: of samples of one machine over ' +
  'time, or of traffic in bursts, the true interval is wider. min, max, sum and peaks tell what happened and have none. ' +
  'A value of too few observations is marked as thin, never left out.';

const end = z.number().nullable();
const low = end.describe('Lower end of the interval; null where it cannot be told');
const high = end.describe('Upper end of the interval; null where it cannot be told');

/** The error of one value. */
export const estimateSchema = z
  .object({
    low,
    high,
    thin: z
      .boolean()
      .describe(
        'Too few observations to build on: for a percentile fewer than 10 beyond it, for a mean fewer than 30, for a share ' +
          'fewer than 100, for a rate fewer than 10',
      ),
    relativeErrorBound: z
      .number()
      .nullable()
      .describe(
        'Largest relative error of the value against the exact one of the same events: 0 for what is exact, null where there is no bound',
      ),
  })
  .openapi('Estimate');
export type EstimateAnswer = z.infer<typeof estimateSchema>;

/** Errors of the values of one name each; null where there is no value. */
export const optionalEstimate = estimateSchema.or(z.null());

/** The confidence of all intervals of an answer. */
export const confidence = z
  .number()
  .describe('Share of intervals that hold the value that they are about, if observations are independent');

/** Errors of a row of values. */
export const errorColumns = {
  low: z.array(end).describe('Lower ends of the intervals; null where there is none'),
  high: z.array(end).describe('Upper ends of the intervals; null where there is none'),
  thin: z
    .array(z.boolean().nullable())
    .describe('Whether there were too few observations to build on; null where nothing was measured'),
};

/** The bound of the sketch. */
export const relativeErrorBound = z.number().describe('Largest relative error of every percentile');
