import type { DropReason, Limits, RefusalReason } from '@paceline/protocol';
import { Counter, Histogram, type Registry } from 'prom-client';
import { type Cell, createTally, type Tally } from './createTally.ts';

/** What is counted of one app; the app is empty where the key is unknown. */
export interface AppMetrics {
  readonly bodyBytes: Cell;
  readonly received: Cell;
  readonly accepted: Cell;
  readonly routesFolded: Cell;
  /** Requests by the status of their answer. */
  requests(status: number): Cell;
  dropped(reason: DropReason): Cell;
  /** Events of batches that the queue did not take. */
  refused(reason: 'queue-unavailable' | 'queue-full'): Cell;
  requestsRefused(reason: RefusalReason): Cell;
  limitHits(limit: keyof Limits): Cell;
}

/** What a collector tells Prometheus. Of every app, `received` is the sum of `accepted`, `dropped` and `refused`. */
export interface CollectorMetrics {
  ofApp(app: string): AppMetrics;
  readonly requestSeconds: Histogram;
  readonly forwards: Counter<'outcome'>;
}

export function createCollectorMetrics(registry: Registry): CollectorMetrics {
  const tally = <Label extends string>(name: string, labelNames: readonly Label[], help: string) =>
    createTally({ registry, name: `paceline_collector_${name}_total`, help, labelNames });

  const requests = tally('requests', ['app', 'status'], 'Requests to POST /v1/events, by app and status.');
  const bodyBytes = tally('body_bytes', ['app'], 'Bytes of bodies as they were sent.');
  const received = tally('events_received', ['app'], 'Events of well-formed batches.');
  const accepted = tally('events_accepted', ['app'], 'Events that are durable in the queue.');
  const dropped = tally('events_dropped', ['app', 'reason'], 'Events that were dropped, by reason.');
  const refused = tally(
    'events_refused',
    ['app', 'reason'],
    'Events of batches that the queue did not take, which their senders send again.',
  );
  const requestsRefused = tally(
    'requests_refused',
    ['app', 'reason'],
    'Requests that were refused before their events were known, by reason.',
  );
  const routesFolded = tally(
    'routes_folded',
    ['app'],
    'Events whose route was folded into "(other)", because the app has too many.',
  );
  const limitHits = tally(
    'limit_hits',
    ['app', 'limit'],
    'How often a limit bit: requests refused, events dropped or names folded, by the name of the limit.',
  );

  return {
    ofApp: (app) => ({
      bodyBytes: bodyBytes.cell({ app }),
      received: received.cell({ app }),
      accepted: accepted.cell({ app }),
      routesFolded: routesFolded.cell({ app }),
      requests: cellBy(requests, (status) => ({ app, status: String(status) })),
      dropped: cellBy(dropped, (reason) => ({ app, reason })),
      refused: cellBy(refused, (reason) => ({ app, reason })),
      requestsRefused: cellBy(requestsRefused, (reason) => ({ app, reason })),
      limitHits: cellBy(limitHits, (limit) => ({ app, limit })),
    }),
    requestSeconds: new Histogram({
      registers: [registry],
      name: 'paceline_collector_request_seconds',
      help: 'Time from the headers of a request to POST /v1/events to its answer.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 5, 30],
    }),
    forwards: new Counter({
      registers: [registry],
      name: 'paceline_collector_forwards_total',
      help: 'Requests forwarded to the query API, by outcome.',
      labelNames: ['outcome'],
    }),
  };
}

/** Cells by the value of one label; the values are few and known. */
function cellBy<Value extends string | number, Label extends string>(
  tally: Tally<Label>,
  toLabels: (value: Value) => Readonly<Record<Label, string>>,
): (value: Value) => Cell {
  const cells = new Map<Value, Cell>();
  return (value) => {
    const known = cells.get(value);
    if (known !== undefined) return known;
    const cell = tally.cell(toLabels(value));
    cells.set(value, cell);
    return cell;
  };
}
