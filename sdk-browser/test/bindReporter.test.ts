import { array, assert, constantFrom, property } from 'fast-check';
import type { Metric } from 'web-vitals';
import { expect, it } from 'vitest';
import { bindReporter } from '../src/webVitals/bindReporter.ts';

const original = (await import(
  new URL('modules/lib/bindReporter.js', import.meta.resolve('web-vitals')).href
)) as {
  bindReporter: (
    callback: (metric: Metric) => void,
    metric: Metric,
    thresholds: readonly [number, number],
    reportAllChanges: boolean,
  ) => () => void;
};

it("reports what web-vitals' own reports, when it is asked for all changes", () => {
  assert(
    property(array(constantFrom(-1, 0, 5, 10, 11, 20, 21, 50)), (values) => {
      const reportsOf = (
        bind: (callback: (metric: Metric) => void, metric: Metric) => () => void,
      ): unknown[] => {
        const reports: unknown[] = [];
        const metric = { value: -1 } as Metric;
        const report = bind(({ value, rating }) => reports.push([value, rating === 'poor']), metric);
        for (const value of values) {
          metric.value = value;
          report();
        }
        return reports;
      };
      expect(reportsOf((callback, metric) => bindReporter(callback, metric, [10, 20]))).toEqual(
        reportsOf((callback, metric) => original.bindReporter(callback, metric, [10, 20], true)),
      );
    }),
  );
});
