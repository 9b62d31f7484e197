import { createQueueLoader } from './createQueueLoader.ts';
import { DELIVERY_QUEUE, KEEP_DELIVERIES_SECONDS } from './deliveryQueue.ts';
import type { Delivery } from './queue.ts';
import { connectFailFast, type QueueConnection } from './redisConnection.ts';

export interface DeliveryQueue {
  /** Takes a delivery; one with an id that is known already changes nothing. Rejects when the queue does not answer. */
  enqueue(delivery: Delivery): Promise<void>;
  close(): Promise<void>;
}

/** The producing side of webhooks. */
export function createDeliveryQueue(connection: QueueConnection): DeliveryQueue {
  const redis = connectFailFast(connection);
  const loadQueue = createQueueLoader<Delivery>({
    redis,
    name: DELIVERY_QUEUE,
    prefix: connection.prefix,
    defaultJobOptions: {
      removeOnComplete: { age: KEEP_DELIVERIES_SECONDS, count: 100_000 },
      removeOnFail: { age: KEEP_DELIVERIES_SECONDS, count: 100_000 },
    },
  });
  return {
    async enqueue(delivery) {
      const queue = await loadQueue();
      await queue.add('webhook', delivery, { jobId: delivery.id });
    },
    async close() {
      redis.disconnect();
    },
  };
}
