import type { Alerts } from '@paceline/query-api/responses';

type Transition = Alerts['alerts'][number];

/** One incident: from its first `firing` to its `resolved`. */
export interface Incident {
  readonly incidentId: string;
  readonly budgetId: string;
  readonly startedAtMs: number;
  /** `null` while it is firing. */
  readonly resolvedAtMs: number | null;
  /** Newest figures that are known of it. */
  readonly value: number | null;
  readonly target: number;
  readonly events: number;
}

/** Incidents from their transitions: firing ones first, then the newest. */
export function toIncidents(transitions: readonly Transition[]): readonly Incident[] {
  const byIncident = new Map<string, Transition[]>();
  for (const transition of transitions) {
    byIncident.set(transition.incidentId, [...(byIncident.get(transition.incidentId) ?? []), transition]);
  }
  const incidents: Incident[] = [];
  for (const [incidentId, all] of byIncident) {
    all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
    const first = all[0];
    const newest = all.at(-1);
    if (first === undefined || newest === undefined) continue;
    incidents.push({
      incidentId,
      budgetId: newest.budgetId,
      startedAtMs: Date.parse(first.at),
      resolvedAtMs: newest.state === 'resolved' ? Date.parse(newest.at) : null,
      value: newest.value,
      target: newest.target,
      events: newest.events,
    });
  }
  return incidents.toSorted(
    (a, b) =>
      Number(a.resolvedAtMs !== null) - Number(b.resolvedAtMs !== null) || b.startedAtMs - a.startedAtMs,
  );
}
