import { byteLength } from './byteLength.ts';
import type { TelemetryEvent } from './wire.ts';

/**
 * `events` in order, in groups of at most `maxEvents` whose JSON array takes at most `maxBytes`.
 * An event that is too large by itself is left out.
 */
export function splitEvents(
  events: readonly TelemetryEvent[],
  maxBytes: number,
  maxEvents: number,
): TelemetryEvent[][] {
  const groups: TelemetryEvent[][] = [];
  let group: TelemetryEvent[] = [];
  let bytes = maxBytes;
  for (const event of events) {
    // One more for the comma, or for the bracket.
    const size = byteLength(JSON.stringify(event)) + 1;
    if (size >= maxBytes) continue;
    if (bytes + size > maxBytes || group.length >= maxEvents) {
      groups.push((group = []));
      bytes = 1;
    }
    group.push(event);
    bytes += size;
  }
  return groups;
}
