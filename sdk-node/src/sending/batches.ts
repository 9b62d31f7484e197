import { randomUUID } from 'node:crypto';
import { MAX_BATCH_BYTES, MAX_BATCH_EVENTS } from '../limits.ts';
import type { Settings } from '../parseOptions.ts';
import type { EventBuffer } from './createEventBuffer.ts';

/** Events that are sent together, each as JSON already. */
export interface PendingBatch {
  /** The same on every try, so that a batch that arrives twice is stored once. */
  readonly id: string;
  readonly events: readonly string[];
}

/** Takes the oldest events out, as many as one batch may hold; `undefined` when there are none. */
export function takeBatch(buffer: EventBuffer): PendingBatch | undefined {
  const events: string[] = [];
  let bytes = 0;
  for (let event = buffer.peek(); event !== undefined; event = buffer.peek()) {
    const json = JSON.stringify(event);
    bytes += Buffer.byteLength(json) + 1;
    const isFull = events.length === MAX_BATCH_EVENTS || bytes > MAX_BATCH_BYTES;
    if (isFull && events.length > 0) break;
    events.push(json);
    buffer.shift();
  }
  return events.length === 0 ? undefined : { id: randomUUID(), events };
}

/** Two halves of a batch that was too large, as batches of their own. */
export function splitBatch({ events }: PendingBatch): readonly PendingBatch[] {
  const middle = Math.ceil(events.length / 2);
  return [events.slice(0, middle), events.slice(middle)].map((half) => ({ id: randomUUID(), events: half }));
}

/** Writes the bodies of one sender's batches. */
export type BodyWriter = (batch: PendingBatch, sentAt: number) => string;

/** What is the same for all batches is written once. */
export function createBodyWriter({ release, environment, instance }: Settings, sdk: string): BodyWriter {
  const common = JSON.stringify({ source: 'node', release, environment, context: { sdk, instance } }).slice(
    1,
    -1,
  );
  return ({ id, events }, sentAt) =>
    `{"id":"${id}","sentAt":${sentAt},${common},"events":[${events.join(',')}]}`;
}
