import {
  type AcceptedAnswer,
  createQuickCheck,
  type DropReason,
  eventSchema,
  type Limits,
  type TelemetryEvent,
} from '@paceline/protocol';
import type { AppNames } from '../names/createAppNames.ts';
import { OTHER } from '../names/createNameTable.ts';
import { foldSubjects } from '../names/foldSubjects.ts';
import { nameRoute } from '../routes/nameRoute.ts';
import { normaliseRoute } from '../routes/normaliseRoute.ts';
import type { Sampler } from './createSampler.ts';
import { describeIssue } from './describeIssue.ts';
import { isDeeperThan } from './isDeeperThan.ts';
import { stripEvent } from './stripEvent.ts';

/** One event that is not kept, and why. */
export type Drop = AcceptedAnswer['dropped'][number];

export interface CheckedEvents {
  readonly accepted: readonly TelemetryEvent[];
  /** In ascending order of index. */
  readonly dropped: readonly Drop[];
  /** Accepted events whose route was folded into `(other)`. */
  readonly folded: number;
  /** Limits that bit, one entry a time. */
  readonly limitHits: (keyof Limits)[];
  /** Whether all events are kept as they were sent, but for addresses that were cut in texts with `://`. */
  readonly isVerbatim: boolean;
}

/** What an app's events are checked beside. */
export interface Recipient {
  readonly names: AppNames;
  readonly sampler: Sampler | undefined;
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
 * corrected, its names bounded and nothing in it that names a person, or dropped for one reason.
 */
export function createEventChecker(limits: Limits) {
  const schema = eventSchema(limits);
  const isCertain = createQuickCheck(schema);
  /** The batch and its list of events are two levels. */
  const depth = limits.jsonDepth - 2;
  const { eventsPerBatch, routeLength, pastMs, futureMs, customMetricsPerApp } = limits;

  /** The event, in an object that nobody else has, or why it is none. */
  function parseEvent(sent: unknown): TelemetryEvent | Fault {
    if (isDeeperThan(sent, depth)) {
      const detail = `must not lie in each other more than ${limits.jsonDepth} deep (limit jsonDepth)`;
      return { limit: 'jsonDepth', reason: 'invalid', detail };
    }
    const parsed = schema.safeParse(withBoundedRoute(sent, routeLength));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const described = issue && describeIssue(issue, limits);
    return { limit: described?.limit, reason: 'invalid', detail: toDetail(described) };
  }

  /** Why `event` is not kept; nothing when it is. Its time is the collector's. */
  function findFault(event: TelemetryEvent, receivedAt: number, names: AppNames): Fault | undefined {
    if (event.at < receivedAt - pastMs) {
      return { limit: 'pastMs', reason: 'too-old', detail: `at: more than ${pastMs} ms ago (limit pastMs)` };
    }
    if (event.at > receivedAt + futureMs) {
      return {
        limit: 'futureMs',
        reason: 'in-the-future',
        detail: `at: more than ${futureMs} ms after sentAt or the collector's clock (limit futureMs)`,
      };
    }
    if (event.type !== 'measure' || names.customMetrics.keeps(event.name, receivedAt)) return undefined;
    return {
      limit: 'customMetricsPerApp',
      reason: 'cardinality',
      detail: `name: the app has ${customMetricsPerApp} measures already; use fewer names (limit customMetricsPerApp)`,
    };
  }

  return function checkEvents(
    events: readonly unknown[],
    arrival: Arrival,
    { names, sampler }: Recipient,
  ): CheckedEvents {
    const skewMs = clockSkewMs(arrival);
    const { receivedAt } = arrival;
    const accepted: TelemetryEvent[] = [];
    const dropped: Drop[] = [];
    const limitHits: (keyof Limits)[] = [];
    let folded = 0;
    let isVerbatim = skewMs === 0 && sampler === undefined;
    const drop = (index: number, { limit, reason, detail }: Fault) => {
      if (limit !== undefined) limitHits.push(limit);
      dropped.push({ index, reason, detail });
    };

    const most = Math.min(events.length, eventsPerBatch);
    for (let index = 0; index < most; index += 1) {
      const sent = events[index];
      const isKnown = isCertain(sent);
      const event = isKnown ? sent : parseEvent(sent);
      // Errors get a fingerprint.
      isVerbatim &&= isKnown && sent.type !== 'error';
      if ('reason' in event) {
        drop(index, event);
        continue;
      }
      event.at += skewMs;
      const fault = findFault(event, receivedAt, names);
      if (fault !== undefined) {
        drop(index, fault);
        continue;
      }
      if (event.route !== undefined) {
        const route = nameRoute(event.route, names.routes, routeLength);
        const kept = names.routes.fold(route, receivedAt, limitHits);
        isVerbatim &&= kept === event.route;
        event.route = kept;
        if (event.route === OTHER && route !== OTHER) folded += 1;
      }
      stripEvent(event);
      foldSubjects(event, names, receivedAt, limitHits);
      sampler?.weigh(event);
      accepted.push(event);
    }

    if (events.length > eventsPerBatch) {
      limitHits.push('eventsPerBatch');
      dropped.push(...dropAll(events.length, 'too-many-events', eventsPerBatch));
    }
    isVerbatim &&= dropped.length === 0 && limitHits.length === 0;
    return { accepted, dropped, folded, limitHits, isVerbatim };
  };
}

interface Fault {
  /** The limit that bit, when one did. */
  readonly limit: keyof Limits | undefined;
  readonly reason: DropReason;
  readonly detail: string;
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
