import type { Metric } from 'web-vitals';
import type { INPMetricWithAttribution, MetricWithAttribution } from 'web-vitals/attribution';
import { MAX_MESSAGE_LENGTH } from './limits.ts';
import { withoutQueries } from './withoutQueries.ts';

/**
 * What web-vitals found out about a metric, as far as it is text or number and under its names
 * (https://github.com/GoogleChrome/web-vitals#attribution): times in milliseconds. Of an interaction also the script that took
 * most of it, from the long animation frames it fell into. Queries of URLs are cut.
 */
export function toVitalAttributes(metric: Metric): Record<string, string | number> {
  const { attribution } = metric as MetricWithAttribution;
  const attributes: Record<string, string | number> = {};
  const { longestScript } = attribution as Partial<INPMetricWithAttribution['attribution']>;
  const { entry, subpart, intersectingDuration } = longestScript ?? {};
  const facts = {
    ...attribution,
    script: entry && (entry.sourceURL || entry.name),
    scriptFunction: entry?.sourceFunctionName,
    scriptInvoker: entry?.invoker,
    scriptSubpart: subpart,
    scriptDuration: intersectingDuration,
    // The interaction's own time and its delays say when that was.
    nextPaintTime: undefined,
  };
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value === 'number') attributes[name] = Math.round(value * 1000) / 1000;
    else if (typeof value === 'string' && value)
      attributes[name] = (/:\/\//.test(value) ? withoutQueries(value) : value).slice(0, MAX_MESSAGE_LENGTH);
  }
  return attributes;
}
