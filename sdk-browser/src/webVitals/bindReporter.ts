import type { Metric } from 'web-vitals';

/** Reports every change, as the SDK always asks web-vitals to. Of the rating only `poor` is read, of the delta nothing. */
export const bindReporter = (
  callback: (metric: Metric) => void,
  metric: Metric,
  [, poorAbove]: readonly [number, number],
): (() => void) => {
  let before: number | undefined;
  return () => {
    const { value } = metric;
    if (value < 0 || value === before) return;
    before = value;
    metric.rating = value > poorAbove ? 'poor' : 'good';
    callback(metric);
  };
};
