import { formatDuration, formatMoment } from '../format/formatTime.ts';
import { formatText } from '../format/formatValue.ts';
import type { Incident } from '../models/alertIncidents.ts';
import { useModels } from './DashboardContext.ts';
import { FailureNote } from './FailureNote.tsx';
import { Icon } from './Icon.tsx';

/** Most resolved incidents that are listed. */
const RESOLVED_SHOWN = 4;

/** What is firing now, and what was resolved lately. */
export function AlertsPanel() {
  const { dashboard } = useModels();
  const incidents = dashboard.incidents.value;
  const { failure, loadedAtMs, outdated } = dashboard.alerts.value;
  const firing = incidents?.filter(({ resolvedAtMs }) => resolvedAtMs === null) ?? [];
  const resolved = incidents?.filter(({ resolvedAtMs }) => resolvedAtMs !== null) ?? [];
  return (
    <section class="panel alerts" aria-labelledby="alerts-title" data-outdated={outdated}>
      <header class="panel-head">
        <h2 id="alerts-title">Alerts</h2>
        {incidents !== null && (
          <span class={firing.length > 0 ? 'firing-count status-broken' : 'firing-count'}>
            {firing.length === 0 ? 'None firing' : `${firing.length} firing`}
          </span>
        )}
      </header>
      {failure !== null && <FailureNote failure={failure} what="The alerts" keptAtMs={loadedAtMs} />}
      {incidents === null && failure === null && <span class="bone bone-wide" />}
      {incidents?.length === 0 && <p class="quiet">No alert fired in this time range.</p>}
      <ul>
        {[...firing, ...resolved.slice(0, RESOLVED_SHOWN)].map((incident) => (
          <IncidentItem key={incident.incidentId} incident={incident} />
        ))}
      </ul>
      {resolved.length > RESOLVED_SHOWN && (
        <p class="quiet">and {resolved.length - RESOLVED_SHOWN} more resolved in this time range</p>
      )}
    </section>
  );
}

function IncidentItem({ incident }: { incident: Incident }) {
  const { dashboard, view } = useModels();
  const { budgetId, startedAtMs, resolvedAtMs, value, target } = incident;
  const budget = dashboard.budgets.value.value?.budgets.find(({ id }) => id === budgetId);
  const isFiring = resolvedAtMs === null;
  const lasted = formatDuration(((resolvedAtMs ?? dashboard.nowMs.value) - startedAtMs) / 1000);
  const change = { budget: budgetId, metric: budget?.metric ?? null };
  const show = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    view.show(change);
  };
  return (
    <li class={isFiring ? 'incident incident-firing' : 'incident'}>
      <Icon name={isFiring ? 'bell' : 'ok'} />
      <div>
        <a href={view.address(change)} onClick={show}>
          {budget?.title ?? budgetId}
        </a>
        {budget !== undefined && (
          <span class="incident-figures">
            {formatText(value, budget.unit)} against {formatText(target, budget.unit)}
          </span>
        )}
      </div>
      <time dateTime={new Date(startedAtMs).toISOString()} title={formatMoment(startedAtMs)}>
        {isFiring ? `firing for ${lasted}` : `resolved, lasted ${lasted}`}
      </time>
    </li>
  );
}
