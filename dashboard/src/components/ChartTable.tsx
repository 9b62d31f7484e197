import { useSignal } from '@preact/signals';
import type { Series } from '@paceline/query-api/responses';
import { formatInterval } from '../format/formatInterval.ts';
import { formatDuration, formatPoint } from '../format/formatTime.ts';
import { formatText } from '../format/formatValue.ts';
import { statisticName, statisticUnit } from '../format/statisticNames.ts';
import type { ChartRequest } from '../models/chartRequest.ts';
import { intervalAt } from '../models/intervals.ts';
import { ThinTag } from './ThinTag.tsx';

interface ChartTableProps {
  readonly request: ChartRequest;
  readonly series: Series;
}

/** The chart's figures as a table, newest first, for whoever cannot or would not read the drawing. */
export function ChartTable({ request, series }: ChartTableProps) {
  const isOpen = useSignal(false);
  return (
    <details class="chart-more chart-table" onToggle={(event) => (isOpen.value = event.currentTarget.open)}>
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
                    {series.series.map((line) => (
                      <Cell
                        key={line.statistic}
                        line={line}
                        index={index}
                        unit={statisticUnit(line.statistic, series.unit)}
                        events={series.events[index] ?? 0}
                      />
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

interface CellProps {
  readonly line: Series['series'][number];
  readonly index: number;
  readonly unit: string;
  readonly events: number;
}

/** A value with its interval, and whether it is thin. */
function Cell({ line, index, unit, events }: CellProps) {
  const interval = intervalAt(line, index);
  return (
    <td>
      <span class="figure">
        {line.thin[index] === true && <ThinTag events={events} />}{' '}
        <span class="figure-value">{formatText(line.values[index] ?? null, unit)}</span>
      </span>
      {interval !== null && <small>{formatInterval(interval, unit)}</small>}
    </td>
  );
}
