import { type Metric, type MetricName, metricNamed } from '@paceline/protocol';
import { parameterProblem } from '../problem.ts';
import { optionalText } from './querySchema.ts';

/** A metric that can be asked for. */
export interface AskedMetric extends Metric {
  readonly name: MetricName;
}

export const metricParameter = optionalText(
  'A metric of /api/v1/metrics, or custom.<name>. Required',
  'request.duration',
);

/**
 * The metric that a caller asks for.
 *
 * @throws {Problem} 400 naming `metric`
 */
export function parseMetric(name: string | undefined): AskedMetric {
  const metric = name !== undefined && isMetricName(name) ? askedMetric(name) : undefined;
  if (metric !== undefined) return metric;
  const given =
    name === undefined || name === '' ? 'name one' : `there is no ${JSON.stringify(name.slice(0, 64))}`;
  throw parameterProblem(
    'metric',
    `${given}; /api/v1/metrics lists them, and custom.<name> is a measurement of your own`,
  );
}

/** The catalogue entry of a name; every name has one. */
export function askedMetric(name: MetricName): AskedMetric | undefined {
  const metric = metricNamed(name);
  return metric && { ...metric, name };
}

function isMetricName(name: string): name is MetricName {
  return metricNamed(name) !== undefined;
}
