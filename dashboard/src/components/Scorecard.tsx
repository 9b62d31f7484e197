import { STATUS_NAMES, type AreaGroup, type StatusCounts } from '../models/scorecard.ts';
import { SHOWN_STATUSES } from '../models/viewModel.ts';
import { BudgetRow } from './BudgetRow.tsx';
import { useModels } from './DashboardContext.ts';
import { FailureNote } from './FailureNote.tsx';
import { Icon } from './Icon.tsx';
import { moveAmongRows } from './moveAmongRows.ts';
import { ScorecardSkeleton } from './ScorecardSkeleton.tsx';

/** Every budget, by area, worst first. */
export function Scorecard() {
  const { dashboard, view } = useModels();
  const { failure, outdated } = dashboard.budgets.value;
  const scorecard = dashboard.scorecard.value;
  return (
    <section class="scorecard" id="scorecard" aria-label="Budgets" tabIndex={-1} onKeyDown={moveAmongRows}>
      {failure !== null && (
        <FailureNote failure={failure} what="The budgets" keptAtMs={dashboard.budgets.value.loadedAtMs} />
      )}
      {scorecard === null && failure === null && <ScorecardSkeleton />}
      {scorecard !== null && scorecard.groups.length === 0 && (
        <p class="empty-note">
          No budget is in this state.{' '}
          <button type="button" class="link-button" onClick={() => view.show({ status: null })}>
            Show all budgets
          </button>
        </p>
      )}
      {scorecard !== null && (
        <div class="areas" aria-busy={outdated} data-outdated={outdated}>
          {scorecard.groups.map((group) => (
            <Area key={group.area} group={group} />
          ))}
        </div>
      )}
    </section>
  );
}

function Area({ group }: { group: AreaGroup }) {
  return (
    <section class="area" aria-labelledby={`area-${group.area}`}>
      <header class="area-head">
        <h2 id={`area-${group.area}`}>{group.title}</h2>
        <Counts counts={group.counts} />
      </header>
      <div role="table" aria-labelledby={`area-${group.area}`}>
        <div role="rowgroup" class="row row-head">
          <div role="row" class="row-head-cells">
            <span role="columnheader" class="cell-status">
              Status
            </span>
            <span role="columnheader" class="cell-budget">
              Budget
            </span>
            <span role="columnheader" class="cell-trend">
              Trend
            </span>
            <span role="columnheader" class="cell-value">
              Value
            </span>
            <span role="columnheader" class="cell-target">
              Target
            </span>
            <span role="columnheader" class="cell-headroom">
              Headroom
            </span>
          </div>
        </div>
        <div role="rowgroup">
          {group.budgets.map((budget) => (
            <BudgetRow key={budget.id} budget={budget} />
          ))}
        </div>
      </div>
    </section>
  );
}

function Counts({ counts }: { counts: StatusCounts }) {
  return (
    <ul class="counts" aria-label="Budgets by status">
      {SHOWN_STATUSES.filter((status) => counts[status] > 0).map((status) => (
        <li key={status} class={`status-${status}`} title={STATUS_NAMES[status]}>
          <Icon name={status} />
          {counts[status]}
          <span class="hidden"> {STATUS_NAMES[status]}</span>
        </li>
      ))}
    </ul>
  );
}
