import { createHash } from 'node:crypto';
import type { AlertTransition } from '@paceline/storage';
import type { BudgetVerdict } from './evaluateBudgets.ts';

const HOUR_MS = 60 * 60 * 1000;
const ID_LENGTH = 32;

/**
 * The stored form of an alert's change of state. Its ids follow from the transition that came
 * before, not from the clock: two evaluators that see the same history, or one that tries again,
 * make the same ids, and whoever receives the transition sees it once.
 *
 * Only the first transition of an alert takes the hour of its start in, so that it is a new one
 * when the history was thrown away.
 *
 * @param previous The newest stored transition of the alert.
 */
export function toTransition(
  { app, budget, verdict }: BudgetVerdict,
  state: AlertTransition['state'],
  at: number,
  previous: AlertTransition | undefined,
): AlertTransition {
  const root = previous?.id ?? String(Math.floor(at / HOUR_MS));
  const incidentId =
    state === 'resolved' && previous !== undefined
      ? previous.incidentId
      : hashOf(['incident', app, budget.id, root]);
  return {
    id: hashOf(['transition', incidentId, state]),
    incidentId,
    app,
    budgetId: budget.id,
    state,
    at,
    value: verdict.value,
    target: budget.target,
    events: verdict.events,
  };
}

/** The id of the delivery of a transition to a receiver; it becomes `webhook-id`. */
export function deliveryIdOf(transitionId: string, receiver: string): string {
  return `msg_${hashOf(['delivery', transitionId, receiver])}`;
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, ID_LENGTH);
}
