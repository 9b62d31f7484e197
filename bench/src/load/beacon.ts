import { randomBytes } from 'node:crypto';

/** Digits of the counter that makes every id another one. */
const COUNTER_DIGITS = 10;

/** Requests to `POST /v1/events` that differ in their batch's id alone, ready to be written to a socket. */
export interface Beacons {
  /** The next request. The buffer is used again by the request after it. */
  next(): Buffer;
  readonly events: number;
}

export interface BeaconOptions {
  /** Host and port. */
  readonly host: string;
  readonly key: string;
  /** Events of each batch. */
  readonly events: number;
  /** When the events happened, epoch milliseconds. */
  readonly at: number;
}

const ROUTES = ['/', '/products', '/products/:id', '/cart', '/checkout', '/orders/:id', '/search', '/login'];
const METHODS = ['GET', 'GET', 'GET', 'POST'];

/** Beacons of server requests, over some routes, with durations as requests have them (log-normal). */
export function createBeacons({ host, key, events, at }: BeaconOptions): Beacons {
  const run = randomBytes(8).toString('hex');
  const id = `${run}-${'0'.repeat(COUNTER_DIGITS)}`;
  const body = JSON.stringify({
    id,
    sentAt: at,
    source: 'node',
    release: '1.4.0',
    environment: 'production',
    events: Array.from({ length: events }, (_, index) => ({
      type: 'request',
      at,
      side: 'server',
      method: METHODS[index % METHODS.length],
      route: ROUTES[index % ROUTES.length],
      status: index % 50 === 49 ? 500 : 200,
      durationMs: durationMs(index),
    })),
  });
  const head = [
    `POST /v1/events HTTP/1.1`,
    `host: ${host}`,
    `x-paceline-key: ${key}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    '',
    '',
  ].join('\r\n');
  const request = Buffer.from(head + body);
  const counterAt = request.indexOf(id) + run.length + 1;
  const sentAtAt = request.indexOf('"sentAt":') + '"sentAt":'.length;
  let count = 0;
  return {
    events,
    next() {
      count += 1;
      // Senders' clocks are right, most of the time.
      request.write(String(Date.now()), sentAtAt, 'latin1');
      request.write(String(count).padStart(COUNTER_DIGITS, '0'), counterAt, 'latin1');
      return request;
    },
  };
}

function durationMs(index: number): number {
  const uniform = ((index * 7919) % 997) / 997;
  return Math.round(Math.exp(3 + 0.9 * Math.log((uniform + 0.001) / (1.001 - uniform))) * 100) / 100;
}
