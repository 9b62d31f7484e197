import type { Series } from '@paceline/query-api/responses';
import { formatTick } from '../format/formatTime.ts';
import { formatText } from '../format/formatValue.ts';
import { statisticName, statisticUnit } from '../format/statisticNames.ts';
import type { ChartRequest } from '../models/chartRequest.ts';
import { intervalAt } from '../models/intervals.ts';
import { LineSample } from './LineSample.tsx';
import { ThinTag } from './ThinTag.tsx';

interface ChartLegendProps {
  readonly request: ChartRequest;
  readonly series: Series;
  /** Point that is pointed at; `null` for the newest with a value. */
  readonly index: number | null;
  /** Statistic whose interval is shaded. */
  readonly shaded: string | null;
  readonly onShade: (statistic: string | null) => void;
}

/** The lines by name, with their values at a point; each shades its interval. */
export function ChartLegend({ request, series, index, shaded, onShade }: ChartLegendProps) {
  const newest = series.events.findLastIndex((events) => events > 0);
  const shown = index ?? newest;
  const at = series.times[shown];
  return (
    <div class="legend" role="group" aria-label="Lines, and whose interval is shaded">
      {series.series.map((line) => {
        const { statistic, values, thin } = line;
        const judged = statistic === request.budget?.statistic || series.series.length === 1;
        const isShaded = statistic === shaded;
        const hasIntervals = values.some((_, point) => intervalAt(line, point) !== null);
        return (
          <button
            key={statistic}
            type="button"
            class={judged ? 'legend-item legend-judged' : 'legend-item'}
            data-statistic={statistic}
            data-value={values[shown] ?? undefined}
            aria-pressed={isShaded}
            disabled={!hasIntervals}
            onClick={() => onShade(isShaded ? null : statistic)}
          >
            <LineSample statistic={statistic} judged={judged} shaded={isShaded} />
            <span class="legend-name">{statisticName(statistic)}</span>{' '}
            <span class="legend-value">
              {formatText(values[shown] ?? null, statisticUnit(statistic, series.unit))}
            </span>{' '}
            {thin[shown] === true && <ThinTag events={series.events[shown] ?? 0} />}
          </button>
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
