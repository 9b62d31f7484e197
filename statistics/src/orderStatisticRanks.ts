import type { Confidence } from './confidence.ts';

/** Up to this variance of the count below the quantile, the binomial distribution is summed up; beyond, it is taken as normal. */
const LARGEST_EXACT_VARIANCE = 1_000;
/** Terms further from the mode than this many standard deviations, and these many more, are below any rounding. */
const REACH_DEVIATIONS = 10;
const REACH = 20;

/** Exact ranks that were asked for before: a series asks for some hundred, and is asked for again and again. */
const knownRanks = new Map<string, Ranks>();
const MOST_KNOWN_RANKS = 20_000;

/** Ranks (from 1) of the observations that bound a quantile; `null` where none of `n` is extreme enough. */
export interface Ranks {
  readonly lower: number | null;
  readonly upper: number | null;
}

/**
 * The distribution-free interval of the `q`-quantile (0 < q < 1) of what `n` independent observations were drawn from, as
 * ranks: it lies below the observation of rank `lower`, and above the one of rank `upper`, with a probability of
 * `confidence.tail` each at most, whatever the distribution. How many observations are at or below the quantile is binomial with `n` and `q`.
 *
 * Source: W. J. Conover, Practical Nonparametric Statistics, 3rd edition, section 3.2; G. J. Hahn and W. Q. Meeker,
 * Statistical Intervals, section 5.2. Exact while `n q (1 - q)` is at most 1,000, else the normal approximation with continuity
 * correction, which is then off by less than one rank.
 */
export function orderStatisticRanks(n: number, q: number, confidence: Confidence): Ranks {
  const variance = n * q * (1 - q);
  if (variance > LARGEST_EXACT_VARIANCE) return normalRanks(n, q, confidence);
  const asked = `${n} ${q} ${confidence.tail}`;
  const known = knownRanks.get(asked);
  if (known !== undefined) return known;
  const ranks = exactRanks(n, q, confidence);
  if (knownRanks.size >= MOST_KNOWN_RANKS) knownRanks.clear();
  knownRanks.set(asked, ranks);
  return ranks;
}

function normalRanks(n: number, q: number, { z }: Confidence): Ranks {
  const reach = z * Math.sqrt(n * q * (1 - q));
  return { lower: Math.floor(n * q - reach + 0.5), upper: Math.ceil(n * q + reach + 0.5) };
}

function exactRanks(n: number, q: number, { tail }: Confidence): Ranks {
  const { from, terms } = binomialTerms(n, q);
  let total = 0;
  for (const term of terms) total += term;
  let lower = from;
  let upper: number | null = null;
  let atMost = 0;
  for (let index = 0; index < terms.length && upper === null; index += 1) {
    atMost += (terms[index] ?? 0) / total;
    const next = from + index + 1;
    if (atMost <= tail) lower = next;
    if (atMost >= 1 - tail && next <= n) upper = next;
  }
  return { lower: lower > 0 ? lower : null, upper };
}

/** Probabilities of the counts from `from` on, as multiples of the likeliest one's. */
function binomialTerms(n: number, q: number) {
  const reach = Math.ceil(REACH_DEVIATIONS * Math.sqrt(n * q * (1 - q))) + REACH;
  const mode = Math.min(n, Math.floor((n + 1) * q));
  const from = Math.max(0, mode - reach);
  const to = Math.min(n, mode + reach);
  const odds = q / (1 - q);
  const terms = new Float64Array(to - from + 1).fill(1);
  for (let count = mode - 1, term = 1; count >= from; count -= 1) {
    term *= (count + 1) / (n - count) / odds;
    terms[count - from] = term;
  }
  for (let count = mode + 1, term = 1; count <= to; count += 1) {
    term *= ((n - count + 1) / count) * odds;
    terms[count - from] = term;
  }
  return { from, terms };
}
