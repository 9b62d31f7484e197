import type { Verdict } from './budget.ts';

/**
 * Where the alert of one budget stands. All times are epoch milliseconds.
 * `resolved` behaves as `inactive`; it only remembers that there was an incident.
 */
export type AlertState =
  | { readonly status: 'inactive' }
  /** Broken, but not for long enough yet. */
  | { readonly status: 'pending'; readonly since: number }
  /** `keptSince`: since when the budget has been kept again; `null` while it is broken. */
  | { readonly status: 'firing'; readonly since: number; readonly keptSince: number | null }
  | { readonly status: 'resolved'; readonly since: number };

/** When an alert fires and resolves. */
export interface AlertRule {
  /** How long the budget must be seen broken before the alert fires; 0 fires at once. */
  readonly pendingSeconds: number;
  /** How long the budget must be kept again before the alert resolves. */
  readonly holdSeconds: number;
}

/** The value was already taken over the budget's window, so one broken verdict is enough to fire. */
export const DEFAULT_ALERT_RULE: AlertRule = { pendingSeconds: 0, holdSeconds: 60 };

export const INACTIVE: AlertState = { status: 'inactive' };

/** One judging of the budget. */
export interface Observation {
  readonly verdict: Pick<Verdict, 'status'>;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface AlertStep {
  readonly state: AlertState;
  /** Present when on-call must be told. */
  readonly transition?: 'firing' | 'resolved';
}

/**
 * The alert after one more observation.
 *
 * - `broken` fires, once it has lasted for the rule's `pendingSeconds`;
 * - `ok` and `at-risk` both keep the budget: a firing alert resolves after it was kept for
 *   `holdSeconds` without a break in between, so one incident tells on-call twice at most;
 * - `no-data` changes nothing: silence neither starts nor ends an incident.
 */
export function nextAlertState(state: AlertState, observation: Observation, rule: AlertRule): AlertStep {
  const { verdict, at } = observation;
  if (verdict.status === 'no-data') return { state };
  return verdict.status === 'broken' ? afterBroken(state, at, rule) : afterKept(state, at, rule);
}

/** The state to go on from after a restart, from the newest stored transition of the alert. */
export function restoreAlertState(
  transition: { readonly state: 'firing' | 'resolved'; readonly at: number } | undefined,
): AlertState {
  if (transition === undefined) return INACTIVE;
  return transition.state === 'firing'
    ? { status: 'firing', since: transition.at, keptSince: null }
    : { status: 'resolved', since: transition.at };
}

function afterBroken(state: AlertState, at: number, rule: AlertRule): AlertStep {
  if (state.status === 'firing') return { state: { ...state, keptSince: null } };
  const since = state.status === 'pending' ? state.since : at;
  if (at - since < rule.pendingSeconds * 1000) return { state: { status: 'pending', since } };
  return { state: { status: 'firing', since: at, keptSince: null }, transition: 'firing' };
}

function afterKept(state: AlertState, at: number, rule: AlertRule): AlertStep {
  if (state.status === 'pending') return { state: INACTIVE };
  if (state.status !== 'firing') return { state };
  const keptSince = state.keptSince ?? at;
  if (at - keptSince < rule.holdSeconds * 1000) return { state: { ...state, keptSince } };
  return { state: { status: 'resolved', since: at }, transition: 'resolved' };
}
