import type { Series } from '@paceline/query-api/responses';
import type uPlot from 'uplot';
import { toBandRuns, type BandPoint } from './bandRuns.ts';

const FILL_OPACITY = 0.17;
const EDGE_OPACITY = 0.5;
/** Width of the interval of a point without neighbours, in CSS pixels. */
const LONE_WIDTH_PX = 6;

/**
 * Shades the interval of a statistic, under the data. uPlot's own bands would need both ends at every point and two neighbours;
 * here an end that is not known runs to the edge of the plot, and a lone point has its interval, too.
 */
export function intervalBandPlugin(
  line: () => Series['series'][number] | undefined,
  colour: string,
): uPlot.Plugin {
  return {
    hooks: {
      drawAxes: (plot) => {
        const shown = line();
        if (shown === undefined) return;
        const { ctx, bbox } = plot;
        ctx.save();
        ctx.beginPath();
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
        ctx.clip();
        ctx.fillStyle = colour;
        ctx.strokeStyle = colour;
        ctx.lineWidth = devicePixelRatio;
        for (const run of toBandRuns(shown)) drawRun(plot, run);
        ctx.restore();
      },
    },
  };
}

function drawRun(plot: uPlot, run: readonly BandPoint[]): void {
  const { ctx, bbox } = plot;
  const beyond = 2 * devicePixelRatio;
  const yOf = (value: number | null, edge: number) =>
    value === null ? edge : plot.valToPos(value, 'y', true);
  const corners = run.map(({ index, low, high }) => ({
    x: plot.valToPos(plot.data[0][index] ?? 0, 'x', true),
    top: yOf(high, bbox.top - beyond),
    bottom: yOf(low, bbox.top + bbox.height + beyond),
  }));
  const [lone] = corners;
  if (corners.length === 1 && lone !== undefined) {
    const half = (LONE_WIDTH_PX / 2) * devicePixelRatio;
    corners.splice(0, 1, { ...lone, x: lone.x - half }, { ...lone, x: lone.x + half });
  }
  const upper = corners.map(({ x, top }) => [x, top] as const);
  const lower = corners.map(({ x, bottom }) => [x, bottom] as const);
  ctx.globalAlpha = FILL_OPACITY;
  trace(ctx, [...upper, ...lower.toReversed()]);
  ctx.fill();
  ctx.globalAlpha = EDGE_OPACITY;
  for (const edge of [upper, lower]) {
    trace(ctx, edge);
    ctx.stroke();
  }
}

function trace(ctx: CanvasRenderingContext2D, points: readonly (readonly [x: number, y: number])[]): void {
  ctx.beginPath();
  for (const [x, y] of points) ctx.lineTo(x, y);
}
