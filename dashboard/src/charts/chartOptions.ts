import type { Series } from '@paceline/query-api/responses';
import uPlot from 'uplot';
import { formatTick } from '../format/formatTime.ts';
import { formatText } from '../format/formatValue.ts';
import { statisticUnit } from '../format/statisticNames.ts';
import { bandReach } from './bandRuns.ts';
import { budgetLinePlugin, type BudgetLine } from './budgetLine.ts';
import { intervalBandPlugin } from './intervalBand.ts';
import type { Palette } from './palette.ts';
import { seriesStyle } from './seriesStyle.ts';
import { thinMarksPlugin } from './thinMarks.ts';
import { valueRange } from './valueRange.ts';

export interface ChartCallbacks {
  /** The pointer is at a point, or at none. */
  readonly onCursor: (index: number | null, leftPx: number) => void;
  /** A part of the time was marked by dragging. */
  readonly onZoom: (fromMs: number, toMs: number) => void;
}

export interface ChartSubject {
  readonly series: Series;
  /** Statistic that the budget judges. */
  readonly judged: string | null;
  readonly line: BudgetLine | null;
  /** Statistic whose interval is shaded. */
  readonly shaded: string | null;
}

/** The bars of event counts take up this part of the height, at most. */
const EVENTS_HEIGHT = 1 / 6;
/** A shorter drag is a click. */
const SHORTEST_DRAG_PX = 6;

/** The columns that uPlot draws: times, one per statistic, and the events behind every point. */
export function toChartColumns({ times, series, events }: Series): uPlot.AlignedData {
  return [times, ...series.map(({ values }) => values), events];
}

/** How the chart is drawn. `subject` is called at every drawing, so that new values need no new chart. */
export function toChartOptions(
  subject: () => ChartSubject,
  palette: Palette,
  size: { width: number; height: number },
  { onCursor, onZoom }: ChartCallbacks,
): uPlot.Options {
  const { series, judged, line, shaded } = subject();
  const shadedLine = () => subject().series.series.find(({ statistic }) => statistic === shaded);
  const unit = statisticUnit(series.series[0]?.statistic ?? '', series.unit);
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axis = {
    stroke: palette('--chart-text'),
    font,
    ticks: { show: false },
    grid: { stroke: palette('--chart-grid'), width: 1 },
  };
  return {
    ...size,
    padding: [10, 24, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: {
        size: (plot, index) => (plot.series[index]?.scale === 'y' ? 8 : 0),
        fill: palette('--panel'),
        width: 2,
      },
    },
    scales: {
      x: {
        time: true,
        range: () => {
          const { from, to } = subject().series;
          return [Date.parse(from) / 1000, Date.parse(to) / 1000];
        },
      },
      y: {
        range: (_plot, low, high) => {
          const { line, judged } = subject();
          return valueRange({
            low,
            high,
            reach: bandReach(shadedLine()),
            target: line?.target ?? null,
            fromOne: judged === 'ok-share',
          });
        },
      },
      events: { range: (_plot, _low, high) => [0, Math.max(1, high ?? 1) / EVENTS_HEIGHT] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        gap: 6,
        space: 64,
        grid: { show: false },
        values: (_plot, splits, _axis, _space, step) => splits.map((at) => formatTick(at * 1000, step)),
      },
      {
        ...axis,
        scale: 'y',
        size: 62,
        gap: 8,
        space: 42,
        values: (_plot, splits) => splits.map((value) => formatText(value, unit)),
      },
    ],
    series: [
      {},
      ...series.series.map(({ statistic }): uPlot.Series => {
        const { colour, dash } = seriesStyle(statistic);
        const isJudged = statistic === judged || series.series.length === 1;
        return {
          scale: 'y',
          label: statistic,
          stroke: palette(colour),
          width: isJudged ? 2.5 : 1.5,
          dash: isJudged ? [] : [...dash],
          points: { show: true, size: isJudged ? 6 : 4, fill: palette(colour), filter: lonePoints },
        };
      }),
      {
        scale: 'events',
        label: 'events',
        fill: palette('--chart-events'),
        width: 0,
        paths: uPlot.paths.bars?.({ size: [0.8, 24], align: 1 }) ?? (() => null),
        points: { show: false },
      },
    ],
    plugins: [
      ...(shaded === null ? [] : [intervalBandPlugin(shadedLine, palette(seriesStyle(shaded).colour))]),
      thinMarksPlugin(() => subject().series, palette),
      ...(line === null ? [] : [budgetLinePlugin(line, palette)]),
    ],
    hooks: {
      setCursor: [(plot) => onCursor(plot.cursor.idx ?? null, plot.cursor.left ?? -1)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < SHORTEST_DRAG_PX) return;
          const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onZoom(from * 1000, to * 1000);
        },
      ],
    },
  };
}

const isKnown = (value: number | null | undefined): boolean => value !== null && value !== undefined;

/** Points between two gaps: a line cannot show them. */
function lonePoints(plot: uPlot, index: number): number[] {
  const values = plot.data[index] ?? [];
  const lone: number[] = [];
  for (let at = 0; at < values.length; at++) {
    if (isKnown(values[at]) && !isKnown(values[at - 1]) && !isKnown(values[at + 1])) lone.push(at);
  }
  return lone;
}
