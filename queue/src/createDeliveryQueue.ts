import { Queue } from 'bullmq';
import { DELIVERY_QUEUE, KEEP_DELIVERIES_SECONDS } from './deliveryQueue.ts';
import type { Delivery } from './queue.ts';
import { connectPatient, DEFAULT_PREFIX, type QueueConnection } from './redisConnection.ts';

export interface DeliveryQueue {
  /** Takes a delivery; one with an id that is known already changes nothing. Rejects when the queue cannot be reached. */
  enqueue(delivery: Delivery): Promise<void>;
  close(): Promise<void>;
}

/** The producing side of webhooks. */
export function createDeliveryQueue(connection: QueueConnection): DeliveryQueue {
  const redis = connectPatient(connection);
  const queue = new Queue<Delivery>(DELIVERY_QUEUE, {
    connection: redis,
    prefix: connection.prefix ?? DEFAULT_PREFIX,
    defaultJobOptions: {
      removeOnComplete: { age: KEEP_DELIVERIES_SECONDS, count: 100_000 },
      removeOnFail: { age: KEEP_DELIVERIES_SECONDS, count: 100_000 },
    },
  });
  queue.on('error', () => undefined);
  return {
    async enqueue(delivery) {
      await queue.add('webhook', delivery, { jobId: delivery.id });
    },
    async close() {
      await queue.close();
      redis.disconnect();
    },
  };
}
