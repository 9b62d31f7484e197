import { useSignal } from '@preact/signals';
import type { Series } from '@paceline/query-api/responses';
import { loadPercentileChart, percentileChart } from '../charts/loadPercentileChart.ts';
import { useEffect } from 'preact/hooks';
import type { BudgetLine } from '../charts/budgetLine.ts';
import { formatText } from '../format/formatValue.ts';
import type { ChartRequest } from '../models/chartRequest.ts';
import { intervalAt } from '../models/intervals.ts';
import { ChartHead } from './ChartHead.tsx';
import { ChartLegend } from './ChartLegend.tsx';
import { ChartMethod } from './ChartMethod.tsx';
import { ChartTable } from './ChartTable.tsx';
import { ChartTip } from './ChartTip.tsx';
import { useModels } from './DashboardContext.ts';
import { FailureNote } from './FailureNote.tsx';
import { useColourScheme } from './useColourScheme.ts';

/** One metric over time against its budget. */
export function ChartPanel() {
  const { dashboard } = useModels();
  useEffect(() => void loadPercentileChart(), []);
  const request = dashboard.chart.value;
  const { value, failure, outdated, loadedAtMs } = dashboard.series.value;
  return (
    <section class="panel chart-panel" aria-labelledby="chart-title">
      <ChartHead request={request} />
      {failure !== null && <FailureNote failure={failure} what="The chart" keptAtMs={loadedAtMs} />}
      {request !== null && value !== null && value.metric === request.metric ? (
        <Chart request={request} series={value} outdated={outdated} />
      ) : (
        <>
          <div class="legend" />
          <div
            class={failure === null ? 'chart-box chart-waiting' : 'chart-box'}
            id="chart"
            tabIndex={-1}
            role="status"
          >
            {failure === null && <span class="hidden">Loading the chart</span>}
          </div>
        </>
      )}
    </section>
  );
}

interface ChartProps {
  readonly request: ChartRequest;
  readonly series: Series;
  readonly outdated: boolean;
}

function Chart({ request, series, outdated }: ChartProps) {
  const { view } = useModels();
  const pointed = useSignal<{ index: number; left: number } | null>(null);
  const marked = useSignal<number | null>(null);
  const chosen = useSignal<{ of: string; statistic: string | null } | null>(null);
  const theme = useColourScheme();
  const of = `${request.metric} ${request.budget?.id ?? ''}`;
  const shaded = chosen.value?.of === of ? chosen.value.statistic : shadedAtFirst(request, series);
  const isEmpty = series.events.every((events) => events === 0);
  const loaded = percentileChart.value;
  const last = series.times.length - 1;
  const index = pointed.value?.index ?? null;

  const move = (event: KeyboardEvent) => {
    const from = marked.value ?? last + 1;
    const steps: Record<string, number> = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      Home: 0,
      End: last,
      PageUp: from - 10,
      PageDown: from + 10,
    };
    const next = steps[event.key];
    if (event.key === 'Escape' && marked.value === null) view.unzoom();
    else if (event.key === 'Escape') {
      marked.value = null;
      pointed.value = null;
    } else if (next !== undefined && last >= 0) {
      event.preventDefault();
      marked.value = Math.max(0, Math.min(last, next));
    }
  };

  return (
    <>
      <ChartLegend
        request={request}
        series={series}
        index={index}
        shaded={shaded}
        onShade={(statistic) => (chosen.value = { of, statistic })}
      />
      <div
        class="chart-box"
        id="chart"
        role="group"
        tabIndex={0}
        aria-roledescription="chart"
        aria-label={`${request.title} over time. Left and right arrow keys move from point to point.`}
        aria-busy={outdated}
        data-outdated={outdated}
        onKeyDown={move}
        onBlur={() => {
          marked.value = null;
          pointed.value = null;
        }}
        onDblClick={() => view.unzoom()}
      >
        {loaded !== null && (
          <loaded.Chart
            series={series}
            judged={request.budget?.statistic ?? null}
            line={toBudgetLine(request)}
            shaded={shaded}
            theme={theme}
            markedIndex={marked.value}
            onCursor={(at, left) => {
              pointed.value = at === null || left < 0 ? null : { index: at, left };
            }}
            onZoom={(fromMs, toMs) => view.show({ range: { kind: 'between', fromMs, toMs } })}
          />
        )}
        {isEmpty && <p class="chart-empty">Nothing was measured in this time range</p>}
        {pointed.value !== null && (
          <ChartTip request={request} series={series} index={pointed.value.index} left={pointed.value.left} />
        )}
      </div>
      <ChartMethod series={series} shaded={shaded} />
      <ChartTable request={request} series={series} />
    </>
  );
}

/** The interval of what the budget judges, or of the first line that has one: four at once would hide each other. */
function shadedAtFirst({ budget }: ChartRequest, { series }: Series): string | null {
  const able = series.filter((line) => line.values.some((_, index) => intervalAt(line, index) !== null));
  const first = able.find(({ statistic }) => statistic === budget?.statistic) ?? able[0];
  return first?.statistic ?? null;
}

function toBudgetLine({ budget }: ChartRequest): BudgetLine | null {
  if (budget === null) return null;
  const { target, unit, goal, comparison } = budget;
  return {
    target,
    label: `Budget ${formatText(target, unit)}`,
    brokenAbove: comparison === 'below',
    goal: goal === null ? null : { value: goal, label: `Goal ${formatText(goal, unit)}` },
  };
}
