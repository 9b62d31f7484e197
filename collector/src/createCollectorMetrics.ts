import { Counter, Histogram, type Registry } from 'prom-client';

/**
 * What a collector tells Prometheus. Of every app, `received` is the sum of `accepted`, `dropped` and
 * `refused`. The app is empty where the key is unknown.
 */
export interface CollectorMetrics {
  readonly requests: Counter<'app' | 'status'>;
  readonly requestSeconds: Histogram;
  readonly bodyBytes: Counter<'app'>;
  readonly received: Counter<'app'>;
  readonly accepted: Counter<'app'>;
  readonly dropped: Counter<'app' | 'reason'>;
  readonly refused: Counter<'app' | 'reason'>;
  readonly requestsRefused: Counter<'app' | 'reason'>;
  readonly routesFolded: Counter<'app'>;
  readonly limitHits: Counter<'app' | 'limit'>;
  readonly forwards: Counter<'outcome'>;
}

export function createCollectorMetrics(registry: Registry): CollectorMetrics {
  const registers = [registry];
  return {
    requests: new Counter({
      registers,
      name: 'paceline_collector_requests_total',
      help: 'Requests to POST /v1/events, by app and status.',
      labelNames: ['app', 'status'],
    }),
    requestSeconds: new Histogram({
      registers,
      name: 'paceline_collector_request_seconds',
      help: 'Time from the headers of a request to POST /v1/events to its answer.',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 5, 30],
    }),
    bodyBytes: new Counter({
      registers,
      name: 'paceline_collector_body_bytes_total',
      help: 'Bytes of bodies as they were sent.',
      labelNames: ['app'],
    }),
    received: new Counter({
      registers,
      name: 'paceline_collector_events_received_total',
      help: 'Events of well-formed batches.',
      labelNames: ['app'],
    }),
    accepted: new Counter({
      registers,
      name: 'paceline_collector_events_accepted_total',
      help: 'Events that are durable in the queue.',
      labelNames: ['app'],
    }),
    dropped: new Counter({
      registers,
      name: 'paceline_collector_events_dropped_total',
      help: 'Events that were dropped, by reason.',
      labelNames: ['app', 'reason'],
    }),
    refused: new Counter({
      registers,
      name: 'paceline_collector_events_refused_total',
      help: 'Events of batches that the queue did not take, which their senders send again.',
      labelNames: ['app', 'reason'],
    }),
    requestsRefused: new Counter({
      registers,
      name: 'paceline_collector_requests_refused_total',
      help: 'Requests that were refused before their events were known, by reason.',
      labelNames: ['app', 'reason'],
    }),
    routesFolded: new Counter({
      registers,
      name: 'paceline_collector_routes_folded_total',
      help: 'Events whose route was folded into "(other)", because the app has too many.',
      labelNames: ['app'],
    }),
    limitHits: new Counter({
      registers,
      name: 'paceline_collector_limit_hits_total',
      help: 'How often a limit bit: requests refused, events dropped or routes folded, by the name of the limit.',
      labelNames: ['app', 'limit'],
    }),
    forwards: new Counter({
      registers,
      name: 'paceline_collector_forwards_total',
      help: 'Requests forwarded to the query API, by outcome.',
      labelNames: ['outcome'],
    }),
  };
}
