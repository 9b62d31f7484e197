import type { TelemetryEvent } from '../src/wire.ts';
import { describe, expect, it } from 'vitest';
import { createEventQueue } from '../src/eventQueue.ts';
import { MAX_QUEUED_EVENTS } from '../src/limits.ts';

const lookup = (outcome: 'hit' | 'miss', count = 1, route = '/'): TelemetryEvent => ({
  type: 'cache',
  at: 1,
  route,
  layer: 'browser',
  outcome,
  count,
});
const failure = (fingerprint: string, weight?: number): TelemetryEvent => ({
  type: 'error',
  at: 1,
  kind: 'uncaught',
  name: 'Error',
  message: 'no',
  fingerprint,
  weight,
});
const measured = (value: number): TelemetryEvent => ({ type: 'measure', at: 1, name: 'size', value });

describe('createEventQueue', () => {
  it('counts equal cache lookups in one event, apart by layer, outcome and route', () => {
    const queue = createEventQueue();
    for (const event of [lookup('hit'), lookup('miss'), lookup('hit', 4), lookup('hit', 1, '/b')])
      queue.push(event);
    expect(queue.take()).toEqual([lookup('hit', 5), lookup('miss'), lookup('hit', 1, '/b')]);
  });

  it('lets a repeated error weigh as much as its occurrences', () => {
    const queue = createEventQueue();
    for (const event of [failure('a'), failure('b'), failure('a'), failure('c', 4), failure('c', 4)])
      queue.push(event);
    expect(queue.take()).toEqual([failure('a', 2), failure('b'), failure('c', 8)]);
  });

  it('keeps equal measurements apart, loses what is beyond its bound, and is empty once taken', () => {
    const queue = createEventQueue();
    for (let n = 0; n < MAX_QUEUED_EVENTS + 50; n++) queue.push(measured(1));
    expect(queue.length()).toBe(JSON.stringify(measured(1)).length * MAX_QUEUED_EVENTS);
    expect(queue.take()).toHaveLength(MAX_QUEUED_EVENTS);
    expect([queue.take(), queue.length()]).toEqual([[], 0]);
  });
});
