import { METRICS, type MetricName } from '@paceline/protocol';
import { z } from 'zod';
import { AREAS, STATISTICS, type Budget } from './budget.ts';
import { areaOf, comparisonOf, minimumEventsOf, titleOf, unitOf } from './derivedFields.ts';

/** Window of a budget that names none, in seconds. */
export const DEFAULT_WINDOW_SECONDS = 300;

const LONGEST_WINDOW_SECONDS = 30 * 24 * 60 * 60;
const UNITS = ['ms', 'score', 'bytes', 'share', 'count', 'per-second'] as const;
const text = z.string().min(1).max(200);

const knownMetric = z.enum(METRICS.map(({ name }) => name));
const customMetric = z.templateLiteral(['custom.', z.string().regex(/^[a-z][a-z0-9_.]{0,63}$/)]);
const metric: z.ZodType<MetricName> = z.union([knownMetric, customMetric], {
  error: (issue) => `unknown metric ${JSON.stringify(issue.input)}`,
});

const scope = z.strictObject({
  environment: text.exactOptional(),
  release: text.exactOptional(),
  route: text.exactOptional(),
  device: text.exactOptional(),
  country: text.exactOptional(),
  layer: text.exactOptional(),
  subject: text.exactOptional(),
  instance: text.exactOptional(),
});

/**
 * A budget as a team writes it. Only `id` is required by itself: a default budget's id overrides
 * parts of that budget, any other id makes a budget of its own, which needs what
 * {@link budgetSchema} needs.
 */
export const writtenBudgetSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,63}$/, 'letters, digits and "-", at most 64')
      .describe('Unique and stable. The id of a default budget overrides parts of that budget'),
    title: text.exactOptional().describe('Default: made from metric and statistic'),
    area: z.enum(AREAS).exactOptional().describe('Default: by metric'),
    app: text.exactOptional().describe('App that the budget is for; absent means every app'),
    metric: metric.exactOptional().describe('A metric of the catalogue, or custom.<name>'),
    statistic: z.enum(STATISTICS).exactOptional().describe('The number of the distribution that is limited'),
    comparison: z
      .enum(['below', 'at-least', 'above'])
      .exactOptional()
      .describe('Default: "below" for what should be low, "at-least" for what should be high'),
    target: z
      .number()
      .exactOptional()
      .describe('In the unit of the metric: milliseconds, bytes, shares from 0 to 1, or per second'),
    goal: z.number().exactOptional().describe('A stricter figure to aim for'),
    bestSeen: z.number().exactOptional().describe('Best figure seen'),
    unit: z.enum(UNITS).exactOptional().describe('Only for custom metrics; else it follows from the metric'),
    scope: scope.exactOptional().describe('Part of the traffic that the budget is for; default: all of it'),
    windowSeconds: z
      .number()
      .int()
      .min(10)
      .max(LONGEST_WINDOW_SECONDS)
      .exactOptional()
      .describe(`Time over which the value is taken; default ${DEFAULT_WINDOW_SECONDS}`),
    minimumEvents: z
      .number()
      .int()
      .min(1)
      .exactOptional()
      .describe('Below this number of events there is no verdict; default by metric'),
    severity: z
      .enum(['page', 'ticket', 'none'])
      .exactOptional()
      .describe('"none" is shown but never alerts; default "ticket"'),
    companions: z
      .array(z.enum(STATISTICS))
      .max(STATISTICS.length)
      .exactOptional()
      .describe('Other statistics to show beside'),
    optional: z.boolean().exactOptional().describe('No data is expected where the app lacks this area'),
    owner: text.exactOptional(),
    runbook: z.url().exactOptional().describe('Link that an alert carries'),
    receivers: z.array(text).min(1).exactOptional().describe('Names of alert receivers; absent means all'),
  })
  .meta({ id: 'Budget' });

export type WrittenBudget = z.infer<typeof writtenBudgetSchema>;

/** A budget written out in full: `unknown` in, {@link Budget} out, with defaults for what may be absent. */
export const budgetSchema = writtenBudgetSchema
  .required({ metric: true, statistic: true, target: true })
  .superRefine((written, context) => {
    const unit = unitOf(written.metric, written.statistic);
    if (written.unit !== undefined && written.unit !== unit && !mayNameUnit(written)) {
      context.addIssue({ code: 'custom', path: ['unit'], message: `the unit of this metric is "${unit}"` });
    }
    if (unit === 'share' && (written.target < 0 || written.target > 1)) {
      context.addIssue({ code: 'custom', path: ['target'], message: 'a share from 0 to 1' });
    }
  })
  .transform(toBudget);

type CompleteBudget = WrittenBudget & Pick<Budget, 'metric' | 'statistic' | 'target'>;

function toBudget(written: CompleteBudget): Budget {
  const { metric, statistic, scope, ...rest } = written;
  return {
    title: titleOf(metric, statistic),
    area: areaOf(metric),
    comparison: comparisonOf(metric, statistic),
    unit: unitOf(metric, statistic),
    windowSeconds: DEFAULT_WINDOW_SECONDS,
    minimumEvents: minimumEventsOf(metric),
    severity: 'ticket',
    companions: [],
    optional: false,
    ...rest,
    metric,
    statistic,
    scope: scope ?? {},
  };
}

function mayNameUnit({ metric, statistic }: CompleteBudget): boolean {
  return metric.startsWith('custom.') && unitOf(metric, statistic) === 'count';
}
