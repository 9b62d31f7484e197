import { type DefaultJobOptions, Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { DEFAULT_PREFIX, untilReady } from './redisConnection.ts';

interface LoaderOptions {
  /** Of `connectFailFast`; stays the caller's to disconnect. */
  readonly redis: Redis;
  readonly name: string;
  readonly prefix: string | undefined;
  readonly defaultJobOptions?: DefaultJobOptions;
}

/**
 * BullMQ gives a queue up for good whose connection fails while it begins. The queue is made once the
 * connection stands, and anew when that went wrong. A caller waits for it no longer than for a command.
 */
export function createQueueLoader<Payload>(options: LoaderOptions): () => Promise<Queue<Payload>> {
  const { redis, name, prefix = DEFAULT_PREFIX, defaultJobOptions = {} } = options;
  let opened: Promise<Queue<Payload>> | undefined;
  return function loadQueue() {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };

  async function open(): Promise<Queue<Payload>> {
    await untilReady(redis);
    const queue = new Queue<Payload>(name, { connection: redis, prefix, defaultJobOptions });
    // The connection itself reports what goes wrong.
    queue.on('error', () => undefined);
    await queue.waitUntilReady();
    return queue;
  }
}
