import { MAX_QUEUED_EVENTS } from './limits.ts';
import type { TelemetryEvent } from './wire.ts';

/** Events that wait to be sent. */
export interface EventQueue {
  /** Adds `event`, or lets an equal waiting one count for it. A full queue loses it. */
  readonly push: (event: TelemetryEvent) => void;
  /** Takes everything out. */
  readonly take: () => TelemetryEvent[];
  /** Length of the waiting events as JSON, in UTF-16 units. */
  readonly length: () => number;
}

/** A bounded queue in which repeated cache lookups and repeated errors take one place. */
export function createEventQueue(): EventQueue {
  let events = new Map<unknown, TelemetryEvent>();
  let length = 0;
  return {
    push(event) {
      let key: unknown = event;
      if (event.type === 'cache') key = `${event.route} ${event.layer} ${event.outcome} ${event.name}`;
      if (event.type === 'error') key = `${event.route} ${event.fingerprint}`;
      const waiting = events.get(key);
      if (waiting?.type === 'cache' && event.type === 'cache') waiting.count += event.count;
      else if (waiting) waiting.weight = (waiting.weight ?? 1) + (event.weight ?? 1);
      else if (events.size < MAX_QUEUED_EVENTS) {
        events.set(key, event);
        length += JSON.stringify(event).length;
      }
    },
    take() {
      const taken = [...events.values()];
      events = new Map();
      length = 0;
      return taken;
    },
    length: () => length,
  };
}
