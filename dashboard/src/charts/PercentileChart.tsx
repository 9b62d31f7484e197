import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { toChartColumns, toChartOptions, type ChartCallbacks, type ChartSubject } from './chartOptions.ts';
import { readPalette } from './palette.ts';

interface PercentileChartProps extends ChartSubject, ChartCallbacks {
  /** Point to mark, when the keyboard chose it. */
  readonly markedIndex: number | null;
  /** Changes when the colours do. */
  readonly theme: string;
}

/** Where uPlot has the cursor while nothing is pointed at. */
const NOWHERE = { left: -10, top: -10 };

/** Statistics of one metric over time, with the budget's line and the events behind every point. */
export function PercentileChart(props: PercentileChartProps) {
  const { series, judged, line, shaded, markedIndex, theme, onCursor, onZoom } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const subject = useRef<ChartSubject>(props);
  subject.current = props;
  const callbacks = useRef<ChartCallbacks>({ onCursor, onZoom });
  callbacks.current = { onCursor, onZoom };
  const statistics = series.series.map(({ statistic }) => statistic).join();
  const drawnLine = line === null ? '' : `${line.label} ${line.goal?.label ?? ''}`;

  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const sizeOf = () => ({ width: element.clientWidth, height: element.clientHeight });
    const drawn = new uPlot(
      toChartOptions(() => subject.current, readPalette(element), sizeOf(), {
        onCursor: (index, left) => callbacks.current.onCursor(index, left),
        onZoom: (from, to) => callbacks.current.onZoom(from, to),
      }),
      toChartColumns(subject.current.series),
      element,
    );
    plot.current = drawn;
    const resized = new ResizeObserver(() => {
      const { width, height } = sizeOf();
      if (width > 0 && (width !== drawn.width || height !== drawn.height)) drawn.setSize({ width, height });
    });
    resized.observe(element);
    return () => {
      resized.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [series.metric, series.unit, statistics, judged, drawnLine, shaded, theme]);

  useEffect(() => {
    const drawn = plot.current;
    if (drawn !== null && drawn.data[0] !== series.times) drawn.setData(toChartColumns(series));
  }, [series]);

  useEffect(() => {
    const drawn = plot.current;
    const at = markedIndex === null ? undefined : series.times[markedIndex];
    if (drawn === null || at === undefined) return undefined;
    drawn.setCursor({ left: drawn.valToPos(at, 'x'), top: 0 }, true);
    return () => drawn.setCursor(NOWHERE, true);
  }, [markedIndex, series]);

  return <div class="plot" ref={box} aria-hidden="true" />;
}
