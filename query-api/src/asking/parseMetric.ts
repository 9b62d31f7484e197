import { type Metric, type MetricName, metricNamed } from '@paceline/protocol';
import { parameterProblem } from '../problem.ts';
import { requiredText } from './querySchema.ts';

/** A metric that can be asked for. */
export interface AskedMetric extends Metric {
  readonly name: MetricName;
}

const WHERE_THEY_ARE = '/api/v1/metrics lists them, and custom.<name> is a measurement of your own';

export const metricParameter = requiredText(
  `name one; ${WHERE_THEY_ARE}`,
  'A metric of /api/v1/metrics, or custom.<name>',
  'request.duration',
);

/**
 * The metric that a caller asks for.
 *
 * @throws {Problem} 400 naming `metric`
 */
export function parseMetric(name: string): AskedMetric {
  const metric = isMetricName(name) ? askedMetric(name) : undefined;
  if (metric !== undefined) return metric;
  throw parameterProblem('metric', `there is no ${JSON.stringify(name.slice(0, 64))}; ${WHERE_THEY_ARE}`);
}

/** The catalogue entry of a name; every name has one. */
export function askedMetric(name: MetricName): AskedMetric | undefined {
  const metric = metricNamed(name);
  return metric && { ...metric, name };
}

function isMetricName(name: string): name is MetricName {
  return metricNamed(name) !== undefined;
}
