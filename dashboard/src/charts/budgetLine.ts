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
        drawLine(plot, line.target, line.label, palette('--chart-budget'), [8, 4]);
        if (line.goal !== null)
          drawLine(plot, line.goal.value, line.goal.label, palette('--chart-goal'), [2, 4]);
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

function drawLine(plot: uPlot, value: number, label: string, colour: string, dash: number[]): void {
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
  const right = bbox.left + bbox.width - LABEL_GAP * ratio;
  if (isOutside) {
    ctx.textBaseline = isAbove ? 'top' : 'bottom';
    const edge = isAbove ? bbox.top + LABEL_GAP * ratio : bbox.top + bbox.height - LABEL_GAP * ratio;
    ctx.fillText(`${label} ${isAbove ? '↑' : '↓'}`, right, edge);
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
    ctx.fillText(label, right, y + (fits ? -LABEL_GAP : LABEL_GAP) * ratio);
  }
  ctx.restore();
}
