export { batchJson } from './batchJson.ts';
export { type BlockConsumerOptions, createBlockConsumer } from './blocks/createBlockConsumer.ts';
export { type BatchProducerOptions, createBatchProducer } from './createBatchProducer.ts';
export {
  createDeliveryConsumer,
  type DeliveryConsumerOptions,
  type DeliveryOutcome,
} from './createDeliveryConsumer.ts';
export { createDeliveryQueue, type DeliveryQueue } from './createDeliveryQueue.ts';
export { createLease, type Lease, type LeaseOptions } from './createLease.ts';
export { createQueueDepth, type QueueDepthReader } from './createQueueDepth.ts';
export { createDeadLetters } from './deadLetters/createDeadLetters.ts';
export { findRedisServer } from './findRedisServer.ts';
export { createLedgerReader } from './ledger/createLedgerReader.ts';
export type * from './queue.ts';
export {
  createRateLimiter,
  type RateLimiter,
  type RateLimiterOptions,
} from './rateLimit/createRateLimiter.ts';
export type { QueueConnection } from './redisConnection.ts';
export { readRedisUrl } from './readRedisUrl.ts';
export { RetryLater } from './retryLater.ts';
export { type SpawnedRedis, spawnRedis, type SpawnRedisOptions } from './spawnRedis.ts';
