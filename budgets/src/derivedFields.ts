import { metricNamed, type MetricName } from '@paceline/protocol';
import type { Area, Budget, Statistic } from './budget.ts';

const AREA_BY_FAMILY: Readonly<Record<string, Area>> = {
  vital: 'loading',
  request: 'api',
  query: 'database',
  pool: 'database',
  inference: 'ai',
  vector_search: 'ai',
  page: 'frontend',
  sdk: 'frontend',
  cache: 'backend',
  system: 'backend',
};

/**
 * Families that SDKs sample or count within the process, so that one event stands for ten seconds
 * or for many lookups: a handful of events is already a solid figure.
 */
const AGGREGATED_FAMILIES: ReadonlySet<string> = new Set(['cache', 'pool', 'system']);

/** Statistics that count observations instead of reading their values, with what follows from that. */
const COUNTING: Partial<Record<Statistic, Pick<Budget, 'unit' | 'comparison'>>> = {
  rate: { unit: 'per-second', comparison: 'at-least' },
  'peak-rate': { unit: 'per-second', comparison: 'at-least' },
  'ok-share': { unit: 'share', comparison: 'at-least' },
  'failed-share': { unit: 'share', comparison: 'below' },
};

/** Unit that a statistic of a metric has. A custom metric's own unit is not known: `count`. */
export function unitOf(metric: MetricName, statistic: Statistic): Budget['unit'] {
  return COUNTING[statistic]?.unit ?? metricNamed(metric)?.unit ?? 'count';
}

/** The comparison that a budget means when it names none. */
export function comparisonOf(metric: MetricName, statistic: Statistic): Budget['comparison'] {
  const better = metricNamed(metric)?.better ?? 'lower';
  return COUNTING[statistic]?.comparison ?? (better === 'higher' ? 'at-least' : 'below');
}

/** The area of the scorecard that a metric belongs to. */
export function areaOf(metric: MetricName): Area {
  return AREA_BY_FAMILY[familyOf(metric)] ?? 'backend';
}

/** Title of a budget that was given none, as `Response time, P95`. */
export function titleOf(metric: MetricName, statistic: Statistic): string {
  const title = metricNamed(metric)?.title ?? metric;
  return `${title}, ${/^p\d\d$/.test(statistic) ? statistic.toUpperCase() : statistic.replace('-', ' ')}`;
}

/** Events below which a statistic of the metric is noise. */
export function minimumEventsOf(metric: MetricName): number {
  return AGGREGATED_FAMILIES.has(familyOf(metric)) ? 3 : 20;
}

function familyOf(metric: MetricName): string {
  return metric.slice(0, metric.indexOf('.'));
}
