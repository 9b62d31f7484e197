import { type AlertRule, type Budget, DEFAULT_ALERT_RULE } from '@paceline/budgets';
import {
  createBlockConsumer,
  createDeliveryConsumer,
  createDeliveryQueue,
  createLease,
} from '@paceline/queue';
import type { Storage } from '@paceline/storage';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createAlerter } from './alerts/createAlerter.ts';
import { createAlertLoop } from './alerts/createAlertLoop.ts';
import { createWorkerMetrics } from './createWorkerMetrics.ts';
import { createWebhookDelivery, type WebhookReceiver } from './delivery/createWebhookDelivery.ts';
import { createBlockProcessor } from './processing/createBlockProcessor.ts';

const LEASE_NAME = 'alert-evaluator';
/** A worker that dies leaves the evaluating to another after this time, or after three periods. */
const SHORTEST_LEASE_MS = 15_000;
const PERIODS_OF_LEASE = 3;

export interface WorkerOptions {
  readonly redisUrl: string;
  /** Prefix of the queue's keys; the queue's own default unless tests need one. */
  readonly prefix?: string;
  /** Stays open when the worker closes. */
  readonly storage: Storage;
  readonly apps: readonly { readonly name: string }[];
  readonly budgets: readonly Budget[];
  readonly receivers: readonly WebhookReceiver[];
  /** Time between two evaluations of all budgets, in seconds. */
  readonly evaluateEverySeconds: number;
  /** Address that people reach Paceline at, for links in alerts. */
  readonly publicUrl: string;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly registry: Registry;
  /** How jobs are gathered into blocks: up to so many events, for at most so long. The queue's own defaults unless said. */
  readonly block?: { readonly maxEvents: number; readonly windowMs: number };
  /** When alerts fire and resolve; default `DEFAULT_ALERT_RULE`. */
  readonly alertRule?: AlertRule;
  /** Time between two tries of one webhook, in milliseconds; the queue's own default unless tests need another. */
  readonly deliveryDelaysMs?: readonly number[];
}

export interface Worker {
  /** Waits for what is in progress, and leaves the rest to other workers. */
  close(): Promise<void>;
}

/**
 * Starts everything that a worker does: takes jobs from the queue into storage, evaluates budgets
 * (one worker of all does), and delivers webhooks. Throws when the queue cannot be reached at the start.
 */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { redisUrl, storage, apps, budgets, receivers, publicUrl, log, now } = options;
  const everySeconds = options.evaluateEverySeconds;
  const connection = { redisUrl, ...(options.prefix === undefined ? {} : { prefix: options.prefix }) };
  const metrics = createWorkerMetrics(options.registry);
  const onError = (error: unknown) => log.error({ err: error }, 'the queue reports an error');

  const deliveryQueue = createDeliveryQueue({ ...connection, onError });
  const deliveryConsumer = createDeliveryConsumer({
    ...connection,
    handle: createWebhookDelivery({ receivers, metrics, log, now }),
    ...(options.deliveryDelaysMs === undefined ? {} : { delaysMs: options.deliveryDelaysMs }),
    onError,
  });
  const blockConsumer = createBlockConsumer({
    ...connection,
    ...options.block,
    handle: createBlockProcessor({ storage, metrics, log, now }),
    onError,
    now,
  });
  const alertLoop = createAlertLoop({
    alerter: createAlerter({
      storage,
      enqueue: (delivery) => deliveryQueue.enqueue(delivery),
      apps,
      budgets,
      receivers,
      publicUrl,
      rule: options.alertRule ?? DEFAULT_ALERT_RULE,
      metrics,
      log,
    }),
    lease: createLease({
      ...connection,
      name: LEASE_NAME,
      ttlMs: Math.max(SHORTEST_LEASE_MS, PERIODS_OF_LEASE * everySeconds * 1000),
    }),
    everySeconds,
    now,
    metrics,
    log,
  });

  return {
    async close() {
      await alertLoop.close();
      await Promise.all([blockConsumer.close(), deliveryConsumer.close()]);
      await deliveryQueue.close();
    },
  };
}
