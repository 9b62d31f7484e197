import type { Series } from '@paceline/query-api/responses';
import { formatTick } from '../format/formatTime.ts';
import { formatText } from '../format/formatValue.ts';
import { statisticName, statisticUnit } from '../format/statisticNames.ts';
import type { ChartRequest } from '../models/chartRequest.ts';
import { LineSample } from './LineSample.tsx';

interface ChartLegendProps {
  readonly request: ChartRequest;
  readonly series: Series;
  /** Point that is pointed at; `null` for the newest with a value. */
  readonly index: number | null;
}

/** The lines by name, with their values at a point. */
export function ChartLegend({ request, series, index }: ChartLegendProps) {
  const newest = series.events.findLastIndex((events) => events > 0);
  const shown = index ?? newest;
  const at = series.times[shown];
  return (
    <div class="legend">
      {series.series.map(({ statistic, values }) => {
        const judged = statistic === request.budget?.statistic || series.series.length === 1;
        return (
          <span
            key={statistic}
            class={judged ? 'legend-item legend-judged' : 'legend-item'}
            data-statistic={statistic}
            data-value={values[shown] ?? undefined}
          >
            <LineSample statistic={statistic} judged={judged} />
            <span class="legend-name">{statisticName(statistic)}</span>
            <span class="legend-value">
              {formatText(values[shown] ?? null, statisticUnit(statistic, series.unit))}
            </span>
          </span>
        );
      })}
      <span class="legend-at">
        {at === undefined
          ? ''
          : `${index === null ? 'latest ' : ''}${formatTick(at * 1000, series.stepSeconds)}`}
      </span>
    </div>
  );
}
