import { formatAgainst, formatEvents, formatTarget, formatText } from '../format/formatValue.ts';
import { statisticName } from '../format/statisticNames.ts';
import type { ChartRequest } from '../models/chartRequest.ts';
import { metricGroups, metricTitle, METRIC_TITLES } from '../models/metricTitles.ts';
import { formatInterval } from '../format/formatInterval.ts';
import { knownInterval } from '../models/intervals.ts';
import { useModels } from './DashboardContext.ts';
import { StatusMark } from './StatusMark.tsx';
import { ThinTag } from './ThinTag.tsx';

/** What the chart shows, its budget's verdict, and the choice of another metric. */
export function ChartHead({ request }: { request: ChartRequest | null }) {
  const { dashboard } = useModels();
  const hasNone = request !== null && dashboard.budgets.value.value !== null;
  const budget = request?.budget ?? null;
  const interval = knownInterval(budget);
  const level = formatText(dashboard.budgets.value.value?.confidence ?? null, 'share');
  return (
    <header class="chart-head">
      <div class="chart-names">
        <h2 id="chart-title">{request?.title ?? 'Chart'}</h2>
        {budget !== null && <StatusMark status={budget.status} />}
      </div>
      <MetricChooser metric={request?.metric ?? null} />
      <p class="chart-facts">
        {budget === null ? (
          <span>{hasNone ? 'This metric has no budget' : ''}</span>
        ) : (
          <>
            <span>
              {statisticName(budget.statistic)}{' '}
              <strong>{budget.value === null ? 'no data' : valueText(budget)}</strong>{' '}
              {budget.thin === true && <ThinTag events={budget.events} />}
            </span>
            {interval !== null && (
              <span>
                {level} interval {formatInterval(interval, budget.unit)}
              </span>
            )}
            <span>budget {formatTarget(budget)}</span>
            {budget.bestSeen !== null && <span>best seen {formatText(budget.bestSeen, budget.unit)}</span>}
            <span>{formatEvents(budget.events)}</span>
            {budget.approximate && <span class="tag tag-approximate">approximate</span>}
          </>
        )}
      </p>
    </header>
  );
}

function valueText({ value, target, unit }: NonNullable<ChartRequest['budget']>): string {
  if (value === null) return '';
  const { number, symbol } = formatAgainst(value, target, unit);
  return symbol === '' ? number : `${number}\u00A0${symbol}`;
}

function MetricChooser({ metric }: { metric: string | null }) {
  const { view } = useModels();
  const isKnown = metric === null || metric in METRIC_TITLES;
  return (
    <label class="metric-chooser">
      <span class="hidden">Metric</span>
      <select
        id="metric"
        value={metric ?? ''}
        disabled={metric === null}
        onChange={(event) => view.show({ metric: event.currentTarget.value, budget: null })}
      >
        {!isKnown && <option value={metric}>{metricTitle(metric)}</option>}
        {metricGroups().map(([title, metrics]) => (
          <optgroup key={title} label={title}>
            {metrics.map((name) => (
              <option key={name} value={name}>
                {metricTitle(name)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
