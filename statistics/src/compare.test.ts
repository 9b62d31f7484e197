import { binLowerEdge, BIN_RATIO, type Distribution, distributionOf } from '@paceline/protocol';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aSample, createRandom, draws, normal, outcomes } from '../test/samples.ts';
import { compare } from './compare.ts';
import type { ChangeVerdict } from './compareEstimates.ts';
import { type EstimatedStatistic, ESTIMATED_STATISTICS, type Sample } from './estimateStatistic.ts';

const ROUNDS = 200;

function isVerdict(verdict: ChangeVerdict): boolean {
  return verdict === 'better' || verdict === 'worse';
}

/** Share of `rounds` comparisons that end as asked, by statistic; samples come from a seed. */
function shareOfRounds(options: {
  readonly statistics: readonly EstimatedStatistic[];
  readonly before: () => Distribution;
  readonly after: () => Distribution;
  readonly counts: (verdict: ChangeVerdict) => boolean;
}): ReadonlyMap<EstimatedStatistic, number> {
  const counted = new Map<EstimatedStatistic, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const [before, after] = [aSample(options.before()), aSample(options.after())];
    for (const statistic of options.statistics) {
      const { verdict } = compare(before, after, statistic, 'lower');
      if (options.counts(verdict)) counted.set(statistic, (counted.get(statistic) ?? 0) + 1);
    }
  }
  return new Map(options.statistics.map((statistic) => [statistic, (counted.get(statistic) ?? 0) / ROUNDS]));
}

type Draw = (random: () => number) => number;

const SHAPES: readonly (readonly [name: string, draw: Draw])[] = [
  ['log-normal', (random) => Math.exp(5 + normal(random))],
  ['bimodal', (random) => (random() < 0.9 ? 20 + normal(random) : 300 + 30 * normal(random))],
  ['heavy-tailed', (random) => 10 / (1 - random()) ** (1 / 2.5)],
  ['whole milliseconds', (random) => Math.round(5 + 2 * Math.abs(normal(random)))],
  ['around the edge of a bin', (random) => binLowerEdge(230) * (1 + 0.001 * normal(random))],
];

describe('compare, of samples from the same source', () => {
  it.each(SHAPES)('gives a verdict in less than 5 of 100 comparisons of %s values', (_name, draw) => {
    const random = createRandom(11);
    const falseVerdicts = shareOfRounds({
      statistics: ['mean', 'p50', 'p75', 'p90', 'p95'],
      before: () => distributionOf(draws(400, () => draw(random))),
      after: () => distributionOf(draws(1_200, () => draw(random))),
      counts: isVerdict,
    });
    for (const [statistic, share] of falseVerdicts) expect(share, statistic).toBeLessThan(0.05);
  });

  it.each([0.001, 0.02, 0.5])(
    'gives a verdict in less than 5 of 100 comparisons of a failed share of %d',
    (share) => {
      const random = createRandom(12);
      const sample = (count: number) => () => {
        const failed = draws(count, random).filter((one) => one < share).length;
        return outcomes(count - failed, failed);
      };
      const falseVerdicts = shareOfRounds({
        statistics: ['failed-share', 'ok-share'],
        before: sample(500),
        after: sample(2_000),
        counts: isVerdict,
      });
      for (const [statistic, falseShare] of falseVerdicts) expect(falseShare, statistic).toBeLessThan(0.05);
    },
  );

  it('gives a verdict in less than 5 of 100 comparisons of a rate of arrivals', () => {
    const random = createRandom(13);
    const arrivals = () => {
      let count = 0;
      for (let time = 0; time < 300; time -= Math.log(1 - random())) count += 1;
      return outcomes(count, 0);
    };
    const falseVerdicts = shareOfRounds({
      statistics: ['rate'],
      before: arrivals,
      after: arrivals,
      counts: isVerdict,
    });
    expect(falseVerdicts.get('rate')).toBeLessThan(0.05);
  });

  it('gives no verdict when a million values fall on either side of an edge', () => {
    const edge = binLowerEdge(230);
    const around = (belowShare: number): Distribution => {
      const weights = [1, belowShare * 1e6, (1 - belowShare) * 1e6, 1] as const;
      const bins = [0, 229, 230, 400].map((bin, index) => [bin, weights[index] ?? 0] as const);
      return {
        ...distributionOf([]),
        events: 1e6 + 2,
        weight: 1e6 + 2,
        sum: edge * 1e6,
        min: 1,
        max: 3_000,
        bins,
      };
    };
    for (const statistic of ['p50', 'p75', 'p95'] as const) {
      const comparison = compare(aSample(around(0.99)), aSample(around(0.01)), statistic, 'lower');
      expect(comparison.verdict, statistic).toBe('no-difference-shown');
    }
  });

  it('gives no verdict for the rounding of sums', () => {
    const once = distributionOf(draws(1_000, () => 0.1));
    const other = { ...once, sum: once.sum * (1 + 1e-13) };
    expect(compare(aSample(once), aSample(other), 'mean', 'lower').verdict).toBe('no-difference-shown');
  });
});

describe('compare, of samples of which one is changed', () => {
  it('finds a change of 20 % with 2,000 events each', () => {
    const random = createRandom(21);
    const sample = (factor: number) => () =>
      distributionOf(draws(2_000, () => factor * Math.exp(5 + 0.5 * normal(random))));
    const found = shareOfRounds({
      statistics: ['mean', 'p50', 'p75', 'p90', 'p95'],
      before: sample(1),
      after: sample(1.2),
      counts: (verdict) => verdict === 'worse',
    });
    for (const [statistic, share] of found) expect(share, statistic).toBeGreaterThanOrEqual(0.95);
  });

  it('finds 20 % more requests, and 20 % fewer hits of a cache', () => {
    const [few, many] = [aSample(outcomes(2_000, 0)), aSample(outcomes(2_400, 0))];
    expect(compare(few, many, 'rate', 'higher').verdict).toBe('better');
    const { verdict, changeShare } = compare(lookups(1_500, 500), lookups(1_200, 800), 'mean', 'higher');
    expect(verdict).toBe('worse');
    expect(changeShare?.value).toBeCloseTo(-0.2, 12);
    expect(changeShare?.low).toBeGreaterThan(-0.27);
    expect(changeShare?.high).toBeLessThan(-0.13);
  });

  it('finds failures that were not there, though no share of nothing can be told', () => {
    const { verdict, change, changeShare } = compare(
      aSample(outcomes(2_000, 0)),
      aSample(outcomes(1_950, 50)),
      'failed-share',
      'lower',
    );
    expect(verdict).toBe('worse');
    expect(change?.value).toBe(0.025);
    expect(changeShare).toBeNull();
  });

  it('says how much at most is left of failures that are gone', () => {
    const { verdict, changeShare } = compare(
      aSample(outcomes(1_900, 100)),
      aSample(outcomes(2_000, 0)),
      'failed-share',
      'lower',
    );
    expect(verdict).toBe('better');
    expect(changeShare).toMatchObject({ value: -1, low: -1 });
    expect(changeShare?.high).toBeLessThan(-0.9);
  });

  it('turns the verdict round with what is better, and with before and after', () => {
    const random = createRandom(22);
    const [low, high] = [1, 2].map((factor) =>
      aSample(distributionOf(draws(500, () => factor * (50 + random())))),
    );
    if (low === undefined || high === undefined) throw new Error('there are two');
    expect(compare(low, high, 'p75', 'lower').verdict).toBe('worse');
    expect(compare(low, high, 'p75', 'higher').verdict).toBe('better');
    expect(compare(high, low, 'p75', 'lower').verdict).toBe('better');
    expect(compare(high, low, 'p75', 'higher').verdict).toBe('worse');
  });
});

describe('compare, of any samples', () => {
  const anyValues = fc.array(
    fc.oneof(fc.double({ min: 0, max: 1_000, noNaN: true }), fc.constantFrom(0, 1, 1e300, 1e-300, -5)),
    { maxLength: 120 },
  );
  const anyStatistic = fc.constantFrom(...ESTIMATED_STATISTICS);

  it('has not enough of nothing, and of what is thin', () => {
    const nothing = aSample(distributionOf([]));
    const one = aSample(distributionOf([1]));
    for (const statistic of ESTIMATED_STATISTICS) {
      expect(compare(nothing, one, statistic, 'lower')).toMatchObject({
        before: null,
        change: null,
        changeShare: null,
        verdict: 'not-enough',
      });
      expect(compare(one, one, statistic, 'lower').verdict).toBe('not-enough');
    }
  });

  it('gives no verdict of a sample and itself', () => {
    fc.assert(
      fc.property(anyValues, anyStatistic, (values, statistic) => {
        const sample = aSample(distributionOf(values));
        expect(isVerdict(compare(sample, sample, statistic, 'lower').verdict)).toBe(false);
      }),
    );
  });

  it('has intervals around the change, of numbers or open', () => {
    fc.assert(
      fc.property(anyValues, anyValues, anyStatistic, (some, others, statistic) => {
        const samples = [aSample(distributionOf(some)), aSample(distributionOf(others))] as const;
        const { change, changeShare } = compare(...samples, statistic, 'lower');
        for (const one of [change, changeShare]) {
          if (one === null) continue;
          const rounding = 1e-9 * (1 + Math.abs(one.value));
          const [low, high] = [one.low ?? one.value, one.high ?? one.value];
          expect([low, one.value, high].every((number) => Number.isFinite(number))).toBe(true);
          expect(low).toBeLessThanOrEqual(one.value + rounding);
          expect(high).toBeGreaterThanOrEqual(one.value - rounding);
        }
      }),
    );
  });

  it('has 0 in the intervals of the change and of its share, or in neither', () => {
    const ordinary = fc.array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), {
      minLength: 40,
      maxLength: 90,
    });
    fc.assert(
      fc.property(
        ordinary,
        ordinary,
        fc.constantFrom(1, 1.5, 100),
        anyStatistic,
        (some, others, factor, statistic) => {
          const scaled = distributionOf(others.map((value) => value * factor));
          const { change, changeShare } = compare(
            aSample(distributionOf(some)),
            aSample(scaled),
            statistic,
            'lower',
          );
          for (const end of ['low', 'high'] as const) {
            const [ofChange, ofShare] = [change?.[end] ?? null, changeShare?.[end] ?? null];
            if (ofChange === null || ofShare === null || Math.abs(ofShare) < 1e-9) continue;
            expect(Math.sign(ofChange)).toBe(Math.sign(ofShare));
          }
        },
      ),
    );
  });

  it('keeps a change of less than a bin inside the interval of a percentile', () => {
    const samples = [1, BIN_RATIO ** 0.9].map((factor) =>
      aSample(distributionOf([...draws(10_000, () => 100 * factor), 1, 1_000])),
    );
    const [before, after] = samples;
    if (before === undefined || after === undefined) throw new Error('there are two');
    expect(compare(before, after, 'p50', 'lower').verdict).toBe('no-difference-shown');
  });
});

function lookups(hits: number, misses: number): Sample {
  return aSample(distributionOf([...draws(hits, () => 1), ...draws(misses, () => 0)]), {
    metric: 'cache.lookup',
  });
}
