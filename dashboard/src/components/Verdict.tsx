import { formatMoment } from '../format/formatTime.ts';
import { STATUS_NAMES, verdictSentence } from '../models/scorecard.ts';
import { SHOWN_STATUSES } from '../models/viewModel.ts';
import { useModels } from './DashboardContext.ts';
import { Icon } from './Icon.tsx';
import { IngestStatus } from './IngestStatus.tsx';

/** The one sentence that matters, and the budgets by status, which filter the scorecard. */
export function Verdict() {
  const { dashboard, view } = useModels();
  const { app, environment, range, status: shown } = view.view.value;
  const counts = dashboard.scorecard.value?.counts;
  const unknown =
    dashboard.budgets.value.failure === null ? 'Loading the budgets…' : 'The budgets are not known';
  const mood =
    counts === undefined
      ? 'waiting'
      : counts.broken > 0
        ? 'broken'
        : counts['at-risk'] > 0
          ? 'at-risk'
          : counts.ok > 0
            ? 'ok'
            : 'no-data';
  return (
    <section class={`verdict verdict-${mood}`} aria-label="Verdict">
      <div>
        <h1>{counts === undefined ? unknown : verdictSentence(counts)}</h1>
        <div class="verdict-scope">
          <p>
            {app ?? '…'} · {environment ?? 'all environments'}
            {range.kind === 'between' && ` · ${formatMoment(range.fromMs)} to ${formatMoment(range.toMs)}`}
          </p>
          <IngestStatus />
        </div>
      </div>
      <div class="filters" role="group" aria-label="Show only budgets that are">
        {SHOWN_STATUSES.map((status) => (
          <button
            key={status}
            type="button"
            class={`filter status-${status}`}
            aria-pressed={shown === status}
            onClick={() => view.show({ status: shown === status ? null : status })}
          >
            <Icon name={status} />
            <span class="filter-count">{counts?.[status] ?? '–'}</span>
            <span class="filter-name">{STATUS_NAMES[status]}</span>
          </button>
        ))}
      </div>
    </section>
  );
}
