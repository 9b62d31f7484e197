import { useSignal } from '@preact/signals';
import type { Series } from '@paceline/query-api/responses';
import { formatDuration, formatPoint } from '../format/formatTime.ts';
import { formatText } from '../format/formatValue.ts';
import { statisticName, statisticUnit } from '../format/statisticNames.ts';
import type { ChartRequest } from '../models/chartRequest.ts';

interface ChartTableProps {
  readonly request: ChartRequest;
  readonly series: Series;
}

/** The chart's figures as a table, newest first, for whoever cannot or would not read the drawing. */
export function ChartTable({ request, series }: ChartTableProps) {
  const isOpen = useSignal(false);
  return (
    <details class="chart-table" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
      <summary>
        <span>Figures as a table</span>
        <span class="quiet">
          one point is {formatDuration(series.stepSeconds)}, bars count events, percentiles are exact to ±
          {Math.round(series.relativeErrorBound * 1000) / 10}%
        </span>
      </summary>
      {isOpen.value && (
        <div class="table-scroll" tabIndex={0} role="region" aria-label={`${request.title}, figures`}>
          <table>
            <caption class="hidden">{request.title} over time, newest first</caption>
            <thead>
              <tr>
                <th scope="col">Time</th>
                {series.series.map(({ statistic }) => (
                  <th key={statistic} scope="col">
                    {statisticName(statistic)}
                  </th>
                ))}
                <th scope="col">Events</th>
              </tr>
            </thead>
            <tbody>
              {series.times
                .map((at, index) => ({ at, index }))
                .toReversed()
                .map(({ at, index }) => (
                  <tr key={at}>
                    <th scope="row">{formatPoint(at * 1000, series.stepSeconds)}</th>
                    {series.series.map(({ statistic, values }) => (
                      <td key={statistic}>
                        {formatText(values[index] ?? null, statisticUnit(statistic, series.unit))}
                      </td>
                    ))}
                    <td>{(series.events[index] ?? 0).toLocaleString()}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
