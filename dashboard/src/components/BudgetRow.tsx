import type { BudgetStatus } from '@paceline/query-api/responses';
import { formatAgainst, formatEvents, formatTarget, formatText } from '../format/formatValue.ts';
import { statisticName, statisticUnit } from '../format/statisticNames.ts';
import { useModels } from './DashboardContext.ts';
import { ErrorNote } from './ErrorNote.tsx';
import { HeadroomBar } from './HeadroomBar.tsx';
import { revealChart } from './revealChart.ts';
import { Sparkline } from './Sparkline.tsx';
import { StatusMark } from './StatusMark.tsx';

/** One budget: what was measured, what is allowed, what is left. Its link shows it in the chart. */
export function BudgetRow({ budget }: { budget: BudgetStatus }) {
  const { view, dashboard } = useModels();
  const change = { budget: budget.id, metric: budget.metric };
  const isChosen = dashboard.chart.value?.budget?.id === budget.id;
  const choose = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    view.show(change);
    revealChart();
  };
  return (
    <div
      class={`row row-${budget.status}`}
      role="row"
      data-budget={budget.id}
      data-value={budget.value ?? undefined}
      data-status={budget.status}
      aria-current={isChosen ? 'true' : undefined}
    >
      <span class="cell cell-status" role="cell">
        <StatusMark status={budget.status} />
      </span>
      <span class="cell cell-budget" role="rowheader">
        <a class="row-link" href={view.address(change)} onClick={choose}>
          {budget.title}
        </a>
        <Remarks budget={budget} />
      </span>
      <span class="cell cell-trend" role="cell">
        <Sparkline values={budget.sparkline.values} target={budget.target} />
      </span>
      <span class="cell cell-value" role="cell">
        <Value budget={budget} />
      </span>
      <span class="cell cell-target" role="cell">
        <span class="target">{formatTarget(budget)}</span>
        <References budget={budget} />
      </span>
      <span class="cell cell-headroom" role="cell">
        <HeadroomBar budget={budget} />
      </span>
    </div>
  );
}

function Value({ budget }: { budget: BudgetStatus }) {
  const { value, target, unit, events } = budget;
  if (value === null) return <span class="value value-none">no data</span>;
  const { number, symbol } = formatAgainst(value, target, unit);
  return (
    <>
      <span class="value">
        {number}
        {symbol !== '' && <small>{`\u00A0${symbol}`}</small>}
      </span>{' '}
      <ErrorNote value={value} estimate={budget} unit={unit} events={events} target={target} />
    </>
  );
}

/** Goal and best figure seen, where the budget documents them. */
function References({ budget: { goal, bestSeen, unit } }: { budget: BudgetStatus }) {
  if (goal === null && bestSeen === null) return null;
  return (
    <span class="references">
      {goal !== null && <span>goal {formatText(goal, unit)}</span>}
      {bestSeen !== null && <span>best {formatText(bestSeen, unit)}</span>}
    </span>
  );
}

/** Which statistic it is, its companions, and how much stands behind it. */
function Remarks({ budget }: { budget: BudgetStatus }) {
  const companions = Object.entries(budget.companions).filter(([, value]) => value !== null);
  return (
    <span class="remarks">
      <span class="tag">{statisticName(budget.statistic)}</span>
      {budget.approximate && (
        <span
          class="tag tag-approximate"
          title="Measured by the field's approximation, not by its definition"
        >
          approximate
        </span>
      )}
      {budget.severity === 'none' && (
        <span class="tag" title="Shown and judged, but it never alerts">
          no alert
        </span>
      )}
      {companions.map(([statistic, value]) => (
        <span key={statistic}>
          {statisticName(statistic)} {formatText(value, statisticUnit(statistic, budget.unit))}
          {budget.companionEstimates[statistic]?.thin === true && ' (thin)'}
        </span>
      ))}
      {budget.events > 0 && <span>{formatEvents(budget.events)}</span>}
    </span>
  );
}
