import type uPlot from 'uplot';
import type { Palette } from './palette.ts';

export interface BudgetLine {
  readonly target: number;
  /** Written at the line. */
  readonly label: string;
  /** On which side of the line the budget is broken. */
  readonly brokenAbove: boolean;
  readonly goal: { readonly value: number; readonly label: string } | null;
}

const LABEL_GAP = 4;

/** Draws where the budget is broken (under the data) and the budget's line (over it). */
export function budgetLinePlugin(line: BudgetLine, palette: Palette): uPlot.Plugin {
  return {
    hooks: {
      drawAxes: (plot) => shadeBreach(plot, line, palette),
      draw: (plot) => {
        const halo = palette('--panel');
        drawLine(plot, {
          value: line.target,
          label: line.label,
          colour: palette('--chart-budget'),
          halo,
          dash: [8, 4],
        });
        if (line.goal !== null)
          drawLine(plot, { ...line.goal, colour: palette('--chart-goal'), halo, dash: [2, 4] });
      },
    },
  };
}

function shadeBreach(plot: uPlot, { target, brokenAbove }: BudgetLine, palette: Palette): void {
  const { left, top, width, height } = plot.bbox;
  const y = Math.min(top + height, Math.max(top, plot.valToPos(target, 'y', true)));
  plot.ctx.save();
  plot.ctx.fillStyle = palette('--chart-breach');
  if (brokenAbove) plot.ctx.fillRect(left, top, width, y - top);
  else plot.ctx.fillRect(left, y, width, top + height - y);
  plot.ctx.restore();
}

interface DrawnLine {
  readonly value: number;
  readonly label: string;
  readonly colour: string;
  /** Colour around the label, so that it can be read where it crosses the data. */
  readonly halo: string;
  readonly dash: readonly number[];
}

function drawLine(plot: uPlot, { value, label, colour, halo, dash }: DrawnLine): void {
  const { ctx, bbox } = plot;
  const ratio = devicePixelRatio;
  const y = plot.valToPos(value, 'y', true);
  const isAbove = y < bbox.top;
  const isOutside = isAbove || y > bbox.top + bbox.height;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.font = `600 ${11 * ratio}px ${getComputedStyle(plot.root).fontFamily}`;
  ctx.textAlign = 'right';
  ctx.lineJoin = 'round';
  const right = bbox.left + bbox.width - LABEL_GAP * ratio;
  if (isOutside) {
    ctx.textBaseline = isAbove ? 'top' : 'bottom';
    const edge = isAbove ? bbox.top + LABEL_GAP * ratio : bbox.top + bbox.height - LABEL_GAP * ratio;
    writeOver(ctx, `${label} ${isAbove ? '↑' : '↓'}`, right, edge, halo);
  } else {
    ctx.lineWidth = 1.5 * ratio;
    ctx.setLineDash(dash.map((length) => length * ratio));
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    // Over the line, unless that is outside of the plot.
    const fits = y - bbox.top > 16 * ratio;
    ctx.textBaseline = fits ? 'bottom' : 'top';
    writeOver(ctx, label, right, y + (fits ? -LABEL_GAP : LABEL_GAP) * ratio, halo);
  }
  ctx.restore();
}

function writeOver(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, halo: string): void {
  ctx.setLineDash([]);
  ctx.lineWidth = 4 * devicePixelRatio;
  ctx.strokeStyle = halo;
  ctx.strokeText(text, x, y);
  ctx.fillText(text, x, y);
}
