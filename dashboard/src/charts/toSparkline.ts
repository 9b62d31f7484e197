/** SVG paths of a sparkline. */
export interface SparklinePaths {
  readonly line: string;
  /** Under the line, down to the edge. */
  readonly area: string;
  /** Points without a neighbour, which a line cannot show, and the newest point. */
  readonly dots: string;
  /** Height of the target; `null` when it lies far outside of what was measured. */
  readonly targetY: number | null;
}

const PADDING = 3;
/** The target is drawn while it stretches the sparkline's height at most by this factor. */
const FURTHEST_TARGET = 1.5;

/** Draws values over even steps of time into a box; `null` is a gap, never a zero. */
export function toSparkline(
  values: readonly (number | null)[],
  target: number,
  width: number,
  height: number,
): SparklinePaths {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return { line: '', area: '', dots: '', targetY: null };
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const spread = high - low || Math.abs(high) * 0.2 || 1;
  const isNear = target <= high + spread * FURTHEST_TARGET && target >= low - spread * FURTHEST_TARGET;
  const bottom = isNear ? Math.min(low, target) : low;
  const top = isNear ? Math.max(high, target) : high;
  const range = top - bottom || spread;
  const flat = top === bottom;

  const x = (index: number) => round(values.length < 2 ? width / 2 : (index / (values.length - 1)) * width);
  const y = (value: number) =>
    round(flat ? height / 2 : height - PADDING - ((value - bottom) / range) * (height - 2 * PADDING));

  let line = '';
  let area = '';
  let dots = '';
  for (const { from, to } of runsOf(values)) {
    const points: string[] = [];
    for (let index = from; index <= to; index++) points.push(`${x(index)} ${y(values[index] ?? 0)}`);
    if (from === to) dots += `M${points[0]}h0`;
    else {
      line += `M${points.join('L')}`;
      area += `M${x(from)} ${height}L${points.join('L')}L${x(to)} ${height}z`;
    }
  }
  return { line, area, dots, targetY: isNear ? y(target) : null };
}

/** Runs of neighbouring values, by index. */
function runsOf(values: readonly (number | null)[]): { from: number; to: number }[] {
  const runs: { from: number; to: number }[] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.to === index - 1) last.to = index;
    else runs.push({ from: index, to: index });
  }
  return runs;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
