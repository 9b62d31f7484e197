import { type Distribution, distributionOf, type MetricName } from '@paceline/protocol';
import type { Sample } from '../src/index.ts';

/** Numbers from 0 to 1, the same in every run (mulberry32). */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return function random() {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A normally distributed number (Box and Muller). */
export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** `count` results of `draw`. */
export function draws(count: number, draw: () => number): readonly number[] {
  return Array.from({ length: count }, draw);
}

/** A distribution of `values`, each of which stands for `weight`. */
export function weighted(values: readonly number[], weight: number): Distribution {
  const whole = distributionOf(values);
  return {
    ...whole,
    weight: whole.weight * weight,
    sum: whole.sum * weight,
    bins: whole.bins.map(([bin, count]) => [bin, count * weight] as const),
  };
}

export function aSample(distribution: Distribution, parts: Partial<Sample> = {}): Sample {
  const metric: MetricName = 'request.duration';
  return { metric, distribution, rangeSeconds: 60, ...parts };
}

/** `ok` observations that did not fail and `failed` ones that did. */
export function outcomes(ok: number, failed: number): Distribution {
  const events = ok + failed;
  return { ...distributionOf([]), events, weight: events, sum: events, min: 1, max: 1, errors: failed };
}
