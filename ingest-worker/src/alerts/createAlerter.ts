import {
  type AlertRule,
  type AlertState,
  type Budget,
  INACTIVE,
  nextAlertState,
  restoreAlertState,
} from '@paceline/budgets';
import type { Delivery } from '@paceline/queue';
import type { AlertTransition, Storage } from '@paceline/storage';
import type { Logger } from 'pino';
import type { WorkerMetrics } from '../createWorkerMetrics.ts';
import { type BudgetVerdict, evaluateBudgets } from './evaluateBudgets.ts';
import { deliveryIdOf, toTransition } from './toTransition.ts';
import { type Announcement, toWebhookBody } from './toWebhookBody.ts';

/** Transitions of this time are announced again, in case a crash came between storing and announcing. */
export const ANNOUNCE_AGAIN_MS = 60 * 60 * 1000;

/** How far back the firing transition of an incident that just resolved is looked for. */
const LONGEST_INCIDENT_MS = 30 * 24 * 60 * 60 * 1000;
const MOST_TRANSITIONS = 1000;

export interface AlerterDeps {
  readonly storage: Pick<
    Storage,
    'loadDistributions' | 'loadPeakRate' | 'insertAlertTransition' | 'loadAlertStates' | 'loadAlertHistory'
  >;
  /** Hands a delivery to the queue; one whose id the queue knows is the same delivery. Throws when it cannot. */
  readonly enqueue: (delivery: Delivery) => Promise<void>;
  readonly apps: readonly { readonly name: string }[];
  readonly budgets: readonly Budget[];
  readonly receivers: readonly { readonly name: string }[];
  readonly publicUrl: string;
  readonly rule: AlertRule;
  readonly metrics: WorkerMetrics;
  readonly log: Logger;
}

/** Decides when on-call is told. Only one may evaluate at a time (see `createAlertLoop`). */
export interface Alerter {
  /** Forgets what is in memory and goes on from what is stored. */
  restore(): Promise<void>;
  /**
   * Judges every budget; stores each change of state, then announces it. Throws what failed after
   * every app was judged; what was stored but not announced is left to `announceAgain`.
   */
  evaluate(at: number): Promise<void>;
  /** Announces what changed within {@link ANNOUNCE_AGAIN_MS}; what was announced already stays one delivery. */
  announceAgain(at: number): Promise<void>;
}

interface Alert {
  readonly state: AlertState;
  /** The newest stored transition. */
  readonly newest: AlertTransition | undefined;
}

const NO_ALERT: Alert = { state: INACTIVE, newest: undefined };

export function createAlerter(deps: AlerterDeps): Alerter {
  const { storage, apps, receivers, publicUrl, rule, metrics, log } = deps;
  const budgets = deps.budgets.filter(({ severity }) => severity !== 'none');
  const alerts = new Map<string, Alert>();
  /** Whether a transition may have been stored although storing it failed. */
  let isUnsure = false;

  async function restore(): Promise<void> {
    alerts.clear();
    await catchUp();
  }

  /** Takes over every alert whose newest stored transition is another one than that in memory. */
  async function catchUp(): Promise<void> {
    for (const newest of await storage.loadAlertStates()) {
      const key = alertKey(newest.app, newest.budgetId);
      if (alerts.get(key)?.newest?.id === newest.id) continue;
      alerts.set(key, { state: restoreAlertState(newest), newest });
    }
    isUnsure = false;
  }

  async function evaluate(at: number): Promise<void> {
    const stopTimer = metrics.evaluationSeconds.startTimer();
    if (isUnsure) await catchUp();
    const failures: unknown[] = [];
    for (const app of apps) {
      try {
        const verdicts = await evaluateBudgets({ storage, apps: [app], budgets, at });
        for (const verdict of verdicts) await advance(verdict, at, failures);
        metrics.evaluations.inc({ outcome: 'evaluated' });
      } catch (error) {
        metrics.evaluations.inc({ outcome: 'failed' });
        failures.push(error);
      }
    }
    stopTimer();
    throwAny(failures, 'budgets could not be evaluated');
  }

  /** The transition is stored first: from then on it is announced, by whichever worker is there. */
  async function advance(judged: BudgetVerdict, at: number, failures: unknown[]): Promise<void> {
    const { app, budget, verdict } = judged;
    const key = alertKey(app, budget.id);
    const alert = alerts.get(key) ?? NO_ALERT;
    const step = nextAlertState(alert.state, { verdict, at }, rule);
    if (step.transition === undefined) {
      alerts.set(key, { ...alert, state: step.state });
      return;
    }
    const transition = toTransition(judged, step.transition, at, alert.newest);
    isUnsure = true;
    await storage.insertAlertTransition(transition);
    isUnsure = false;
    alerts.set(key, { state: step.state, newest: transition });
    metrics.transitions.inc({ state: transition.state });
    log.warn({ transition, title: budget.title }, `an alert is ${transition.state}`);
    const since = sinceOf(transition, alert.newest);
    await announce({ transition, budget, since, publicUrl }).catch((error: unknown) => failures.push(error));
  }

  async function announce(announcement: Announcement): Promise<void> {
    const { transition, budget } = announcement;
    const body = JSON.stringify(toWebhookBody(announcement));
    const names = receivers
      .map(({ name }) => name)
      .filter((name) => budget.receivers?.includes(name) ?? true);
    for (const receiver of names) {
      await deps.enqueue({ id: deliveryIdOf(transition.id, receiver), receiver, body });
    }
  }

  async function announceAgain(at: number): Promise<void> {
    const failures: unknown[] = [];
    for (const { name } of apps) {
      await announceAgainOf(name, at).catch((error: unknown) => failures.push(error));
    }
    throwAny(failures, 'alerts could not be announced');
  }

  async function announceAgainOf(app: string, at: number): Promise<void> {
    const history = await storage.loadAlertHistory({
      app,
      fromMs: at - LONGEST_INCIDENT_MS,
      toMs: at + 1,
      limit: MOST_TRANSITIONS,
    });
    for (const transition of history) {
      const budget = budgets.find(({ id }) => id === transition.budgetId);
      if (budget === undefined || transition.at < at - ANNOUNCE_AGAIN_MS) continue;
      const firing = history.find(
        ({ incidentId, state }) => incidentId === transition.incidentId && state === 'firing',
      );
      await announce({ transition, budget, since: sinceOf(transition, firing), publicUrl });
    }
  }

  return { restore, evaluate, announceAgain };
}

function throwAny(failures: readonly unknown[], message: string): void {
  if (failures.length > 0) throw new AggregateError(failures, message);
}

function alertKey(app: string, budgetId: string): string {
  return JSON.stringify([app, budgetId]);
}

/** When the incident of `transition` fired, by its firing transition. */
function sinceOf(transition: AlertTransition, firing: AlertTransition | undefined): number | null {
  if (transition.state === 'firing') return transition.at;
  return firing?.incidentId === transition.incidentId ? firing.at : null;
}
