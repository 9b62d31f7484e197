import { whenIdle, whileRunning } from '../page.ts';
import { recordVital } from '../record.ts';
import { routeAt } from '../routeHistory.ts';
import type { Metric, ReportOpts } from 'web-vitals';
import type { VitalEvent } from '../wire.ts';

/** What explains a metric. */
export type VitalAttributes = (metric: Metric) => VitalEvent['attributes'];

/** Is told the first contentful paint, in ms since navigation start, if the page could be seen until then. */
export type PaintListener = (moment: number) => void;

/** Starts one of web-vitals' metrics. */
export type WatchVital = (onReport: (metric: Metric) => void, options: ReportOpts) => void;

/**
 * LCP, INP, CLS and FCP: the functions of web-vitals in `watchers`. The last value of each counts, on the route where it
 * happened; `attributesOf` may explain it. A value that still grows after the page was hidden and shown again cannot take back
 * what was sent, so the first report stands. A page restored from the back/forward cache, and a soft
 * navigation, measure anew, under new ids.
 */
export function watchVitals(
  watchers: readonly WatchVital[],
  onPaint: PaintListener,
  attributesOf?: VitalAttributes,
): void {
  // web-vitals cannot be stopped, and would tell what one of these throws to the page.
  const take = (metric: Metric): void => {
    const { name, value, id, navigationType, rating, entries } = metric;
    recordVital(
      name,
      value,
      {
        id,
        navigationType,
        attributes: attributesOf?.(metric),
        route: routeAt(entries[0]?.startTime),
      },
      { isBad: rating === 'poor', lastOf: name + id },
    );
    if (name === 'FCP' && entries[0]) onPaint(entries[0].startTime);
  };
  const takeLater = whileRunning((metric: Metric) => whenIdle(() => take(metric)));
  // Asked for final values only, web-vitals loses interactions that it had not got round to when the page was left, as a
  // click on a link often is. So take every change; the last is what is sent.
  for (const watch of watchers) watch(takeLater, { reportAllChanges: true, reportSoftNavs: true });
}
