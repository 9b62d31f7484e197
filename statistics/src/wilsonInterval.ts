import type { Confidence } from './confidence.ts';

/**
 * The interval of a share from `n` observations, `share` (0 to 1) of which counted: Wilson's score interval. It stays between 0
 * and 1 and is not empty at either.
 *
 * Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212; with the effective sample size in
 * place of the count for weighted data, E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193-201.
 */
export function wilsonInterval(
  share: number,
  n: number,
  { z }: Confidence,
): { readonly low: number; readonly high: number } {
  const shrink = 1 + z ** 2 / n;
  const center = (share + z ** 2 / (2 * n)) / shrink;
  const half = (z / shrink) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return {
    low: Math.max(0, Math.min(share, center - half)),
    high: Math.min(1, Math.max(share, center + half)),
  };
}
