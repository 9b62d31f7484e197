import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toSparkline } from '../src/charts/toSparkline.ts';
import { valueRange } from '../src/charts/valueRange.ts';
import { toIncidents } from '../src/models/alertIncidents.ts';
import { toChartRequest, toSeriesQuery } from '../src/models/chartRequest.ts';
import { aBudget } from './aBudget.ts';

const numbersOf = (path: string) => (path.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);

describe('toSparkline', () => {
  it('draws every measured point inside of its box', () => {
    const value = fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 60 }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (values, target) => {
          const { line, dots, targetY } = toSparkline(values, target, 96, 28);
          const points = numbersOf(line);
          const xs = points.filter((_, index) => index % 2 === 0);
          const ys = points.filter((_, index) => index % 2 === 1);
          for (const x of xs) expect(x >= 0 && x <= 96).toBe(true);
          for (const y of [...ys, ...(targetY === null ? [] : [targetY])])
            expect(y >= 0 && y <= 28).toBe(true);
          const lone = dots.split('M').length - 1;
          expect(xs.length + lone).toBe(values.filter((known) => known !== null).length);
        },
      ),
    );
  });

  it('leaves gaps where nothing was measured', () => {
    const { line } = toSparkline([1, 2, null, 3, 4], 2, 100, 20);
    expect(line.split('M').slice(1)).toHaveLength(2);
  });

  it('leaves out a target that would flatten the course', () => {
    expect(toSparkline([1, 2, 3], 1000, 100, 20).targetY).toBeNull();
  });
});

describe('valueRange', () => {
  it('starts at zero and has the budget in sight', () => {
    const [low, high] = valueRange({ low: 10, high: 100, target: 200, fromOne: false });
    expect(low).toBe(0);
    expect(high).toBeCloseTo(230);
  });

  it('leaves a far budget out of sight, so that the values can be read', () => {
    expect(valueRange({ low: 10, high: 100, target: 5000, fromOne: false })[1]).toBeLessThan(120);
  });

  it('looks at an availability from 1 downwards', () => {
    const [low, high] = valueRange({ low: 0.9998, high: 1, target: 0.9995, fromOne: true });
    expect(high).toBe(1);
    expect(low).toBeGreaterThan(0.999);
    expect(low).toBeLessThan(0.9995);
  });

  it('is a range even of nothing', () => {
    expect(valueRange({ low: null, high: null, target: null, fromOne: false })).toEqual([0, 1]);
  });
});

describe('toChartRequest', () => {
  const budgets = [
    aBudget({ id: 'time' }),
    aBudget({ id: 'availability', statistic: 'ok-share', unit: 'share' }),
    aBudget({
      id: 'redis',
      metric: 'cache.lookup',
      statistic: 'mean',
      scope: { layer: 'redis' },
      status: 'broken',
    }),
  ];

  const statisticsOf = (metric: string, budget: string) =>
    toChartRequest({ metric, budget }, budgets)?.statistics;

  it('shows the most urgent budget when nothing is chosen', () => {
    expect(toChartRequest({ metric: null, budget: null }, budgets)?.budget?.id).toBe('redis');
  });

  it('shows percentiles for a value, and one line for a share', () => {
    expect(statisticsOf('request.duration', 'time')).toEqual(['p50', 'p75', 'p95', 'p99']);
    expect(statisticsOf('request.duration', 'availability')).toEqual(['ok-share']);
    expect(statisticsOf('cache.lookup', 'redis')).toEqual(['mean']);
  });

  it('shows a metric that has no budget', () => {
    expect(toChartRequest({ metric: 'vital.tbt', budget: null }, budgets)).toMatchObject({
      metric: 'vital.tbt',
      title: 'Total blocking time',
      budget: null,
    });
  });

  it('asks within the scope of the budget, where the view does not say otherwise', () => {
    const request = toChartRequest({ metric: null, budget: 'redis' }, budgets);
    expect(request).not.toBeNull();
    if (request === null) return;
    expect(toSeriesQuery(request, { app: 'shop', environment: null })).toEqual({
      app: 'shop',
      layer: 'redis',
      metric: 'cache.lookup',
      statistic: 'mean',
    });
  });
});

const transition = (incidentId: string, state: 'firing' | 'resolved', minute: number) => ({
  incidentId,
  budgetId: 'time',
  state,
  at: new Date(minute * 60_000).toISOString(),
  value: minute,
  target: 200,
  events: 10,
});

describe('toIncidents', () => {
  it('joins transitions in whatever order they come: firing first, then the newest', () => {
    const transitions = [
      transition('old', 'resolved', 5),
      transition('now', 'firing', 7),
      transition('old', 'firing', 2),
      transition('newer', 'firing', 6),
      transition('newer', 'resolved', 8),
    ];
    fc.assert(
      fc.property(fc.shuffledSubarray(transitions, { minLength: 5 }), (shuffled) => {
        const incidents = toIncidents(shuffled);
        expect(incidents.map(({ incidentId }) => incidentId)).toEqual(['now', 'newer', 'old']);
        expect(incidents[2]).toMatchObject({ startedAtMs: 120_000, resolvedAtMs: 300_000, value: 5 });
      }),
    );
  });
});
