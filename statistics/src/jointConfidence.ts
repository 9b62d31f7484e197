import { CHANGE_CONFIDENCE, type Confidence } from './confidence.ts';

/**
 * How sure each of several verdicts must be so that all of them together are as sure as one alone: Bonferroni. Where nothing
 * changed, about 1 in 100 sets of comparisons has any `better` or `worse` in it, however many are in the set and however they depend
 * on each other.
 *
 * @param comparisons how many verdicts are looked at together; chosen without looking at what they say
 */
export function jointConfidence(comparisons: number, together: Confidence = CHANGE_CONFIDENCE): Confidence {
  if (!(comparisons > 1)) return together;
  const tail = together.tail / comparisons;
  return { share: 1 - 2 * tail, tail, z: normalQuantile(tail) };
}

/**
 * The quantile of the standard normal distribution at `1 - tail`, for a `tail` of at most 0.5, within 0.00045 (Abramowitz and
 * Stegun, 26.2.23).
 */
function normalQuantile(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  const above = 2.515_517 + t * (0.802_853 + t * 0.010_328);
  const below = 1 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
  return t - above / below;
}
