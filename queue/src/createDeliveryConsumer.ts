import { DelayedError, UnrecoverableError, Worker } from 'bullmq';
import { closeWorker } from './closeWorker.ts';
import { DELIVERY_DELAYS_MS, DELIVERY_QUEUE } from './deliveryQueue.ts';
import type { Consumer, Delivery } from './queue.ts';
import { connectPatient, DEFAULT_PREFIX, type QueueConnection } from './redisConnection.ts';
import { withoutCommand } from './withoutCommand.ts';
import { RECOVERY } from './workerRecovery.ts';

/** Deliveries under way at a time: one slow receiver must not hold up the others. */
const CONCURRENCY = 16;

/** What became of one try. */
export type DeliveryOutcome =
  | { readonly ok: true }
  | {
      readonly ok: false;
      /** The receiver asked not to be tried sooner. */
      readonly retryAfterMs?: number;
      /** No later try can succeed. */
      readonly permanent?: boolean;
    };

export interface DeliveryConsumerOptions extends QueueConnection {
  /** Tries once; `attempt` counts from 1. */
  readonly handle: (delivery: Delivery, attempt: number) => Promise<DeliveryOutcome>;
  /** Told of lost connections and of deliveries that were given up. */
  readonly onError: (error: unknown) => void;
  /** Time before the second, third ... try; after the last one a delivery is given up. Default {@link DELIVERY_DELAYS_MS}. */
  readonly delaysMs?: readonly number[];
}

/** The consuming side of webhooks: each is tried until it arrives, is refused for good, or was tried often enough. */
export function createDeliveryConsumer(options: DeliveryConsumerOptions): Consumer {
  const { handle, onError, delaysMs = DELIVERY_DELAYS_MS } = options;
  const redis = connectPatient(options);
  const worker = new Worker<Delivery>(
    DELIVERY_QUEUE,
    async (job, token) => {
      const attempt = Math.max(1, job.attemptsStarted);
      const outcome = await handle(job.data, attempt);
      if (outcome.ok) return;
      const { receiver, id } = job.data;
      if (outcome.permanent === true) throw new UnrecoverableError(`${receiver} refused ${id} for good`);
      const delayMs = delaysMs[attempt - 1];
      if (delayMs === undefined)
        throw new UnrecoverableError(`${receiver} did not take ${id} in ${attempt} tries`);
      await job.moveToDelayed(Date.now() + Math.max(delayMs, outcome.retryAfterMs ?? 0), token);
      throw new DelayedError();
    },
    { connection: redis, prefix: options.prefix ?? DEFAULT_PREFIX, concurrency: CONCURRENCY, ...RECOVERY },
  );
  worker.on('failed', (_job, error) => onError(withoutCommand(error)));
  worker.on('error', () => undefined);
  return { close: () => closeWorker(worker, redis) };
}
