import {
  type AcceptedAnswer,
  type DropReason,
  eventSchema,
  type Limits,
  type TelemetryEvent,
} from '@paceline/protocol';
import { normaliseRoute } from '../routes/normaliseRoute.ts';
import type { RouteTable } from '../routes/createRouteTable.ts';
import { describeIssue } from './describeIssue.ts';

/** One event that is not kept, and why. */
export type Drop = AcceptedAnswer['dropped'][number];

export interface CheckedEvents {
  readonly accepted: readonly TelemetryEvent[];
  /** In ascending order of index. */
  readonly dropped: readonly Drop[];
  /** Accepted events whose route was folded into `(other)`. */
  readonly folded: number;
  /** Limits that bit, one entry a time. */
  readonly limitHits: readonly (keyof Limits)[];
}

export interface Arrival {
  /** Sender's clock, epoch milliseconds. */
  readonly sentAt: number;
  /** Collector's clock, epoch milliseconds. */
  readonly receivedAt: number;
}

/**
 * A sender's clock that differs by no more is taken as right: the difference is the time that the batch was on its way.
 */
export const SKEW_TOLERANCE_MS = 2000;

/** What to add to a sender's times to get the collector's, in milliseconds. */
export function clockSkewMs({ sentAt, receivedAt }: Arrival): number {
  const skew = receivedAt - sentAt;
  return Math.abs(skew) > SKEW_TOLERANCE_MS ? skew : 0;
}

/**
 * Checks events one by one, so that a bad one does not cost its neighbours: each is either accepted, with its time
 * corrected and its route normalised, or dropped for one reason.
 */
export function createEventChecker(limits: Limits) {
  const schema = eventSchema(limits);
  const { eventsPerBatch, routeLength, pastMs, futureMs } = limits;

  return function checkEvents(
    events: readonly unknown[],
    arrival: Arrival,
    routes: RouteTable,
  ): CheckedEvents {
    const skewMs = clockSkewMs(arrival);
    const { receivedAt } = arrival;
    const accepted: TelemetryEvent[] = [];
    const dropped: Drop[] = [];
    const limitHits: (keyof Limits)[] = [];
    let folded = 0;

    for (const [index, sent] of events.slice(0, eventsPerBatch).entries()) {
      const parsed = schema.safeParse(withBoundedRoute(sent, routeLength));
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        const described = issue && describeIssue(issue, limits);
        if (described?.limit !== undefined) limitHits.push(described.limit);
        dropped.push({ index, reason: 'invalid', detail: toDetail(described) });
        continue;
      }
      // The schema made a new object, which nobody else has.
      const event = parsed.data;
      event.at += skewMs;
      if (event.at < receivedAt - pastMs) {
        limitHits.push('pastMs');
        dropped.push({ index, reason: 'too-old', detail: `at: more than ${pastMs} ms ago (limit pastMs)` });
        continue;
      }
      if (event.at > receivedAt + futureMs) {
        limitHits.push('futureMs');
        dropped.push({
          index,
          reason: 'in-the-future',
          detail: `at: more than ${futureMs} ms after sentAt or the collector's clock (limit futureMs)`,
        });
        continue;
      }
      if (event.route !== undefined) {
        const named = routes.name(event.route, receivedAt);
        event.route = named.route;
        if (named.folded) {
          folded += 1;
          limitHits.push('routesPerApp');
        }
      }
      accepted.push(event);
    }

    if (events.length > eventsPerBatch) {
      limitHits.push('eventsPerBatch');
      dropped.push(...dropAll(events.length, 'too-many-events', eventsPerBatch));
    }
    return { accepted, dropped, folded, limitHits };
  };
}

/** Drops the events from index `from` to `count` for one reason. */
export function dropAll(count: number, reason: DropReason, from = 0): Drop[] {
  return Array.from({ length: Math.max(0, count - from) }, (_, offset) => ({ index: from + offset, reason }));
}

/** `routeLength` bounds the template; a raw path may be longer, most often because of its query. */
function withBoundedRoute(event: unknown, routeLength: number): unknown {
  if (typeof event !== 'object' || event === null || !('route' in event)) return event;
  const { route } = event;
  if (typeof route !== 'string' || route.length <= routeLength) return event;
  return { ...event, route: normaliseRoute(route, routeLength) };
}

function toDetail(described: ReturnType<typeof describeIssue> | undefined): string {
  if (described === undefined) return 'not valid';
  return described.field === '' ? described.detail : `${described.field}: ${described.detail}`;
}
