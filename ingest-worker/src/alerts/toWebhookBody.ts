import { type Budget, judge } from '@paceline/budgets';
import type { AlertTransition } from '@paceline/storage';

/** Body of an alert's webhook (Standard Webhooks). Times are ISO 8601 in UTC. */
export interface WebhookBody {
  readonly type: 'alert.firing' | 'alert.resolved';
  /** When the alert fired or resolved. */
  readonly timestamp: string;
  readonly data: {
    /** The same for `firing` and `resolved` of one incident. */
    readonly incidentId: string;
    readonly app: string;
    readonly budget: Pick<
      Budget,
      'id' | 'title' | 'metric' | 'statistic' | 'comparison' | 'target' | 'unit' | 'severity' | 'runbook'
    >;
    /** The budget's statistic over its window, in the budget's unit. */
    readonly value: number | null;
    /** How far inside the budget; negative while it is broken. */
    readonly headroom: number | null;
    /** Events behind the value. */
    readonly events: number;
    /** When the incident fired; `null` when that is no longer known. */
    readonly since: string | null;
    readonly windowSeconds: number;
    /** The dashboard, at this budget. */
    readonly link: string;
  };
}

export interface Announcement {
  readonly transition: AlertTransition;
  readonly budget: Budget;
  /** When the incident fired, epoch milliseconds; `null` when not known. */
  readonly since: number | null;
  /** Address that people reach Paceline at. */
  readonly publicUrl: string;
}

/** What receivers are told of a transition, with the target that it was judged by. */
export function toWebhookBody({ transition, budget, since, publicUrl }: Announcement): WebhookBody {
  const { id, title, metric, statistic, comparison, unit, severity, runbook, windowSeconds } = budget;
  const { target, value, events } = transition;
  return {
    type: transition.state === 'firing' ? 'alert.firing' : 'alert.resolved',
    timestamp: new Date(transition.at).toISOString(),
    data: {
      incidentId: transition.incidentId,
      app: transition.app,
      budget: {
        id,
        title,
        metric,
        statistic,
        comparison,
        target,
        unit,
        severity,
        ...(runbook === undefined ? {} : { runbook }),
      },
      value,
      headroom: judge({ ...budget, target }, value, events).headroom,
      events,
      since: since === null ? null : new Date(since).toISOString(),
      windowSeconds,
      link: linkTo(publicUrl, transition.app, budget),
    },
  };
}

function linkTo(publicUrl: string, app: string, { id, scope }: Budget): string {
  const url = new URL(publicUrl);
  url.searchParams.set('app', app);
  if (scope.environment !== undefined) url.searchParams.set('environment', scope.environment);
  url.searchParams.set('budget', id);
  return url.href;
}
