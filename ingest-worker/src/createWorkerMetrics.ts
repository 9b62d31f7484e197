import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What a worker tells Prometheus. Durations are in seconds, as Prometheus has them. */
export interface WorkerMetrics {
  readonly eventsStored: Counter;
  readonly deadLetters: Counter<'app'>;
  readonly inserts: Counter<'table' | 'outcome'>;
  readonly insertSeconds: Histogram<'table'>;
  readonly insertRows: Histogram<'table'>;
  readonly lagSeconds: Histogram;
  readonly storeReachable: Gauge;
  readonly evaluations: Counter<'outcome'>;
  readonly evaluationSeconds: Histogram;
  readonly evaluating: Gauge;
  readonly transitions: Counter<'state'>;
  readonly deliveries: Counter<'receiver' | 'outcome'>;
}

export function createWorkerMetrics(registry: Registry): WorkerMetrics {
  const registers = [registry];
  return {
    eventsStored: new Counter({
      registers,
      name: 'paceline_worker_events_stored_total',
      help: 'Events whose measurements were stored.',
    }),
    deadLetters: new Counter({
      registers,
      name: 'paceline_worker_dead_letters_total',
      help: 'Events that can never be stored, and are kept for an operator to look at.',
      labelNames: ['app'],
    }),
    inserts: new Counter({
      registers,
      name: 'paceline_worker_inserts_total',
      help: 'Blocks handed to ClickHouse, by what became of them.',
      labelNames: ['table', 'outcome'],
    }),
    insertSeconds: new Histogram({
      registers,
      name: 'paceline_worker_insert_seconds',
      help: 'Time that an insert took.',
      labelNames: ['table'],
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    }),
    insertRows: new Histogram({
      registers,
      name: 'paceline_worker_insert_rows',
      help: 'Rows of an inserted block.',
      labelNames: ['table'],
      buckets: [1, 10, 50, 100, 500, 1000, 2000, 5000, 10_000, 50_000],
    }),
    lagSeconds: new Histogram({
      registers,
      name: 'paceline_worker_lag_seconds',
      help: 'Time from the arrival of a batch at the collector until it was stored.',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600],
    }),
    storeReachable: new Gauge({
      registers,
      name: 'paceline_worker_store_reachable',
      help: '1 when the last insert reached ClickHouse, 0 when jobs wait for it.',
    }),
    evaluations: new Counter({
      registers,
      name: 'paceline_worker_evaluations_total',
      help: 'Judgings of all budgets of one app.',
      labelNames: ['outcome'],
    }),
    evaluationSeconds: new Histogram({
      registers,
      name: 'paceline_worker_evaluation_seconds',
      help: 'Time that judging all budgets of all apps took.',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60],
    }),
    evaluating: new Gauge({
      registers,
      name: 'paceline_worker_evaluating',
      help: '1 on the one worker that evaluates budgets.',
    }),
    transitions: new Counter({
      registers,
      name: 'paceline_worker_alert_transitions_total',
      help: 'Alerts that fired or resolved.',
      labelNames: ['state'],
    }),
    deliveries: new Counter({
      registers,
      name: 'paceline_worker_webhook_tries_total',
      help: 'Tries to deliver a webhook, by what became of them.',
      labelNames: ['receiver', 'outcome'],
    }),
  };
}
