import type { BudgetStatus, Series } from '@paceline/query-api/responses';
import { formatPoint } from '../format/formatTime.ts';
import { formatInterval } from '../format/formatInterval.ts';
import { formatHeadroom, formatText } from '../format/formatValue.ts';
import { statisticName, statisticUnit } from '../format/statisticNames.ts';
import type { ChartRequest } from '../models/chartRequest.ts';
import { intervalAt, thinAt } from '../models/intervals.ts';
import { headroomShareOf } from '../models/scorecard.ts';
import { LineSample } from './LineSample.tsx';

/** Further right than this the tip stands to the left of the point, so that it does not cover what comes next. */
const FLIP_AT_PX = 260;

interface ChartTipProps {
  readonly request: ChartRequest;
  readonly series: Series;
  readonly index: number;
  /** Of the point in the plotting area, in CSS pixels. */
  readonly left: number;
}

/** How far a value is inside or outside of the budget, counted as headroom is. */
function againstBudget(budget: BudgetStatus, value: number): string {
  const share = headroomShareOf(budget, value);
  if (share === undefined) return '';
  const size = formatHeadroom(Math.abs(share)).replace(/^\+/, '');
  return share < 0 ? `${size} over the budget` : `${size} of the budget left`;
}

/** Names the values at the pointer. Spoken, too, so that the arrow keys read the chart out. */
export function ChartTip({ request: { budget }, series, index, left }: ChartTipProps) {
  const at = series.times[index];
  if (at === undefined) return null;
  const events = series.events[index] ?? 0;
  const counted = `${events.toLocaleString()} ${events === 1 ? 'event' : 'events'}`;
  const thin = thinAt(series, index).map(statisticName);
  const hasIntervals = series.series.some((line) => intervalAt(line, index) !== null);
  const level = `${Math.round(series.confidence * 1000) / 10}%`;
  return (
    <div class={left > FLIP_AT_PX ? 'tip tip-left' : 'tip'} role="status" style={{ '--at': `${left}px` }}>
      <p class="tip-at">{formatPoint(at * 1000, series.stepSeconds)}</p>
      {events === 0 ? (
        <p class="quiet">Nothing was measured</p>
      ) : (
        <dl>
          {series.series.map((line) => {
            const { statistic, values } = line;
            const unit = statisticUnit(statistic, series.unit);
            const value = values[index] ?? null;
            const judged = statistic === budget?.statistic;
            return (
              <div key={statistic} class={judged ? 'tip-judged' : undefined}>
                <dt>
                  <LineSample statistic={statistic} judged={judged} />
                  {statisticName(statistic)}
                </dt>
                <dd class="tip-value">{formatText(value, unit)}</dd>{' '}
                <dd class="tip-interval">{formatInterval(intervalAt(line, index), unit)}</dd>{' '}
                <dd class="tip-against">
                  {judged && budget !== null && value !== null ? againstBudget(budget, value) : ''}
                </dd>
              </div>
            );
          })}
        </dl>
      )}
      <p class="tip-events">
        {counted}
        {hasIntervals && `, ${level} intervals`}
      </p>
      {thin.length > 0 && (
        <p class="tip-thin">
          <span class="ring" aria-hidden="true" /> {thin.join(', ')} thin: {counted}
        </p>
      )}
    </div>
  );
}
