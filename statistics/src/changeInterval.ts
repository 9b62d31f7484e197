import type { Estimate } from './estimate.ts';

/** An estimate of which both ends of the interval could be told. */
export type ClosedEstimate = Estimate & { readonly low: number; readonly high: number };

/** What one end of the interval of a change is computed from: the two values, and an end of the interval of each. */
interface Corner {
  readonly after: number;
  readonly afterEnd: number;
  readonly before: number;
  readonly beforeEnd: number;
}

/**
 * The two corners. MOVER's ends rise and fall with each of the four numbers, so that over everything that the bins
 * allow they are furthest out where the bins' own ends are taken: what bins hide is added whole, only sampling is squared and
 * added.
 */
function cornersOf(before: ClosedEstimate, after: ClosedEstimate): { low: Corner; high: Corner } {
  return {
    low: {
      after: after.sketchLow,
      afterEnd: after.low,
      before: before.sketchHigh,
      beforeEnd: before.high,
    },
    high: {
      after: after.sketchHigh,
      afterEnd: after.high,
      before: before.sketchLow,
      beforeEnd: before.low,
    },
  };
}

/**
 * The interval of `after - before` from the intervals of the two, which are independent: MOVER, the method of variance estimates
 * recovery.
 *
 * Source: G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008), 1693-1702; for shares with Wilson's intervals it is
 * method 10 of R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890.
 */
export function differenceInterval(before: ClosedEstimate, after: ClosedEstimate) {
  const { low, high } = cornersOf(before, after);
  return {
    low: low.after - low.before - Math.hypot(low.after - low.afterEnd, low.beforeEnd - low.before),
    high: high.after - high.before + Math.hypot(high.afterEnd - high.after, high.before - high.beforeEnd),
  };
}

/**
 * The interval of `after / before` for values that cannot be negative: MOVER-R, the ratios `r` for which MOVER's interval of
 * `after - r * before` holds 0. So it holds 1 exactly when {@link differenceInterval} holds 0. `high` is `null` when
 * `before` may be 0.
 *
 * Source: A. Donner and G. Y. Zou, Statistical Methods in Medical Research 21 (2012), 347-359.
 */
export function ratioInterval(before: ClosedEstimate, after: ClosedEstimate) {
  const { low, high } = cornersOf(before, after);
  return { low: ratioOf(low, smallerRoot), high: high.beforeEnd > 0 ? ratioOf(high, largerRoot) : null };
}

/** Values are taken as shares of the largest, so that their squares are numbers too. */
function ratioOf({ after, afterEnd, before, beforeEnd }: Corner, root: (quadratic: Quadratic) => number) {
  const afterScale = Math.max(after, afterEnd);
  const beforeScale = Math.max(before, beforeEnd);
  if (afterScale === 0) return 0;
  const [a, x, b, y] = [
    after / afterScale,
    afterEnd / afterScale,
    before / beforeScale,
    beforeEnd / beforeScale,
  ];
  const square = y * (2 * b - y);
  const constant = x * (2 * a - x);
  const half = a * b;
  const discriminant = Math.max(0, half ** 2 - square * constant);
  return root({ square, half, constant, sqrt: Math.sqrt(discriminant) }) * (afterScale / beforeScale);
}

/**
 * With a and b for the values after and before, and x and y for their ends, (a - r b)^2 = (a - x)^2 + r^2 (b - y)^2 is
 * y (2b - y) r^2 - 2 ab r + x (2a - x) = 0.
 */
interface Quadratic {
  readonly square: number;
  readonly half: number;
  readonly constant: number;
  readonly sqrt: number;
}

/** Written so that no term cancels another, and without dividing by `square`, which may be 0. */
function smallerRoot({ half, constant, sqrt }: Quadratic): number {
  return constant === 0 ? 0 : constant / (half + sqrt);
}

function largerRoot({ square, half, sqrt }: Quadratic): number {
  return (half + sqrt) / square;
}
