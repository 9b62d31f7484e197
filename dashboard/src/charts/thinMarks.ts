import type { Series } from '@paceline/query-api/responses';
import type uPlot from 'uplot';
import type { Palette } from './palette.ts';
import { seriesStyle } from './seriesStyle.ts';

/** Marks that are closer than this run into each other, in CSS pixels. */
const LEAST_GAP_PX = 10;
const RADIUS_PX = 3;

/**
 * Which of the thin points are marked: neighbours so many apart that each mark is a ring of its own, lone ones always.
 *
 * @param gapPx Between two points.
 */
export function markedPoints(thin: readonly (boolean | null)[], gapPx: number): readonly number[] {
  const every = Math.max(1, Math.ceil(LEAST_GAP_PX / gapPx));
  const marked: number[] = [];
  let inRun = 0;
  for (const [index, isThin] of thin.entries()) {
    if (isThin === true && inRun % every === 0) marked.push(index);
    inRun = isThin === true ? inRun + 1 : 0;
  }
  return marked;
}

/** Draws points of too few events as hollow rings over their lines. */
export function thinMarksPlugin(series: () => Series, palette: Palette): uPlot.Plugin {
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        const { times, series: lines } = series();
        const [first = 0, second = first] = times;
        const gapPx = Math.abs(plot.valToPos(second, 'x') - plot.valToPos(first, 'x')) || LEAST_GAP_PX;
        ctx.save();
        ctx.beginPath();
        ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
        ctx.clip();
        ctx.lineWidth = 1.5 * devicePixelRatio;
        ctx.fillStyle = palette('--panel');
        for (const { statistic, values, thin } of lines) {
          ctx.strokeStyle = palette(seriesStyle(statistic).colour);
          for (const index of markedPoints(thin, gapPx)) {
            const [at, value] = [times[index], values[index] ?? null];
            if (at === undefined || value === null) continue;
            ctx.beginPath();
            const [x, y] = [plot.valToPos(at, 'x', true), plot.valToPos(value, 'y', true)];
            ctx.arc(x, y, RADIUS_PX * devicePixelRatio, 0, 2 * Math.PI);
            ctx.fill();
            ctx.stroke();
          }
        }
        ctx.restore();
      },
    },
  };
}
