import type { TelemetryEvent } from '@paceline/protocol';

/** Events that wait to be sent, oldest first. */
export interface EventBuffer {
  /** Adds an event; a full buffer drops its oldest for it. Returns how many were dropped: 0 or 1. */
  push(event: TelemetryEvent): 0 | 1;
  /** The oldest event, which stays. */
  peek(): TelemetryEvent | undefined;
  /** Takes the oldest event out. */
  shift(): TelemetryEvent | undefined;
  size(): number;
}

/** A ring of at most `capacity` events, grown as it is needed: adding and taking cost the same however full it is. */
export function createEventBuffer(capacity: number): EventBuffer {
  let slots: (TelemetryEvent | undefined)[] = Array.from({ length: Math.min(64, capacity) });
  let head = 0;
  let size = 0;

  function grow(): void {
    const larger: typeof slots = Array.from({ length: Math.min(capacity, slots.length * 2) });
    for (let index = 0; index < size; index += 1) larger[index] = slots[(head + index) % slots.length];
    slots = larger;
    head = 0;
  }

  function shift(): TelemetryEvent | undefined {
    if (size === 0) return undefined;
    const event = slots[head];
    slots[head] = undefined;
    head = (head + 1) % slots.length;
    size -= 1;
    return event;
  }

  return {
    push(event) {
      if (size === slots.length && size < capacity) grow();
      const dropped = size === capacity ? 1 : 0;
      if (dropped === 1) shift();
      slots[(head + size) % slots.length] = event;
      size += 1;
      return dropped;
    },
    peek: () => (size === 0 ? undefined : slots[head]),
    shift,
    size: () => size,
  };
}
