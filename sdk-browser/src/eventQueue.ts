import type { TelemetryEvent } from '@paceline/protocol';
import { MAX_QUEUED_EVENTS } from './limits.ts';

/** Events that wait to be sent. */
export interface EventQueue {
  /** Adds `event`, or lets an equal waiting one count for it. A full queue loses it. */
  readonly push: (event: TelemetryEvent) => void;
  /** Takes everything out. */
  readonly take: () => TelemetryEvent[];
  /** Length of the waiting events as JSON, in UTF-16 units. */
  readonly length: () => number;
}

/** Counts `next` in the waiting event `waiting` when both say the same; returns whether they did. */
function merged(waiting: TelemetryEvent, next: TelemetryEvent): boolean {
  if (waiting.route !== next.route) return false;
  if (waiting.type === 'cache' && next.type === 'cache') {
    if (
      waiting.layer !== next.layer ||
      waiting.outcome !== next.outcome ||
      waiting.name !== next.name ||
      waiting.weight !== next.weight
    )
      return false;
    waiting.count += next.count;
    return true;
  }
  if (waiting.type === 'error' && next.type === 'error' && waiting.fingerprint === next.fingerprint) {
    waiting.weight = (waiting.weight ?? 1) + (next.weight ?? 1);
    return true;
  }
  return false;
}

/** A bounded queue in which repeated cache lookups and repeated errors take one place. */
export function createEventQueue(): EventQueue {
  let events: TelemetryEvent[] = [];
  let length = 0;
  return {
    push(event) {
      if (events.some((waiting) => merged(waiting, event)) || events.length >= MAX_QUEUED_EVENTS) return;
      events.push(event);
      length += JSON.stringify(event).length;
    },
    take() {
      const taken = events;
      events = [];
      length = 0;
      return taken;
    },
    length: () => length,
  };
}
