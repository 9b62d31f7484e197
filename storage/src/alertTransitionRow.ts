import { checkedNumber, checkedText, checkedTime } from './rowChecks.ts';
import type { AlertTransition } from './storage.ts';

/** Columns of `alert_transitions` in the order of {@link toAlertTransitionRow}. */
export const ALERT_TRANSITION_COLUMNS = [
  'id',
  'incident_id',
  'app',
  'budget_id',
  'state',
  'at',
  'value',
  'target',
  'events',
] as const;

/** A row of the queries `alert_states` and `alert_history`. */
export type AlertTransitionRow = readonly [
  id: string,
  incidentId: string,
  app: string,
  budgetId: string,
  state: AlertTransition['state'],
  at: number,
  value: number | null,
  target: number,
  events: number,
];

/**
 * A transition as a row of JSONCompactEachRow.
 *
 * @throws {RangeError} when a value could not be stored as it is
 */
export function toAlertTransitionRow(transition: AlertTransition): AlertTransitionRow {
  const { id, incidentId, app, budgetId, state, at, value, target, events } = transition;
  return [
    checkedText(id, 'id'),
    checkedText(incidentId, 'incidentId'),
    checkedText(app, 'app'),
    checkedText(budgetId, 'budgetId'),
    state,
    checkedTime(at, 'at'),
    value === null ? null : checkedNumber(value, 'value'),
    checkedNumber(target, 'target'),
    Math.round(checkedNumber(events, 'events')),
  ];
}

/** The transition of a stored row. */
export function toAlertTransition(row: AlertTransitionRow): AlertTransition {
  const [id, incidentId, app, budgetId, state, at, value, target, events] = row;
  return { id, incidentId, app, budgetId, state, at, value, target, events };
}
