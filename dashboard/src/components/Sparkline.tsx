import { toSparkline } from '../charts/toSparkline.ts';

const WIDTH = 96;
const HEIGHT = 28;

interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly target: number;
}

/** A small trend; the figures are in the row beside it, so it is hidden from screen readers. */
export function Sparkline({ values, target }: SparklineProps) {
  const { line, area, dots, targetY } = toSparkline(values, target, WIDTH, HEIGHT);
  return (
    <svg class="sparkline" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {targetY !== null && <line class="sparkline-target" x1={0} x2={WIDTH} y1={targetY} y2={targetY} />}
      <path class="sparkline-area" d={area} />
      <path class="sparkline-line" d={line} />
      <path class="sparkline-dots" d={dots} />
    </svg>
  );
}
