import type { Redis } from 'ioredis';

/**
 * A queue takes no more jobs beyond this share of Redis's `maxmemory`. What is left is for the workers: taking a job
 * and finishing it are writes too, so a Redis that was filled to the brim could never be emptied again.
 */
export const MOST_MEMORY_SHARE = 0.7;

/** An answer is good for so long; asking for every job would cost as much as adding it. */
const FRESH_MS = 50;
/** An older answer says nothing any more: who comes first after a quiet time waits for a new one. */
const STALE_MS = 1_000;

interface PressureOptions {
  readonly redis: Redis;
  /** Key of the list of waiting jobs. */
  readonly waitingKey: string;
  /** More waiting jobs are too many. */
  readonly mostWaiting: number;
}

/**
 * Whether the queue has room for more jobs, from a poll of Redis's memory and of the jobs that wait, which goes on
 * while jobs come. Rejects when Redis does not answer.
 */
export function createQueuePressure(options: PressureOptions): () => Promise<boolean> {
  const { redis, waitingKey, mostWaiting } = options;
  let polledAt = -Infinity;
  let polled: Promise<boolean> = Promise.resolve(true);

  function poll(): Promise<boolean> {
    polledAt = performance.now();
    const asked = ask();
    asked.catch(() => {
      polledAt = -Infinity;
    });
    return asked;
  }

  return function hasRoom() {
    const age = performance.now() - polledAt;
    if (age > STALE_MS) polled = poll();
    else if (age > FRESH_MS) {
      const last = polled;
      const next = poll();
      // Who is here now does not wait for the new answer, those who come next do not either.
      next.then(
        () => (polled = next),
        () => undefined,
      );
      return last;
    }
    return polled;
  };

  async function ask(): Promise<boolean> {
    const [memory, waiting] = await Promise.all([redis.info('memory'), redis.llen(waitingKey)]);
    const bytes = (name: string) => Number(new RegExp(`^${name}:(\\d+)\\r?$`, 'm').exec(memory)?.[1] ?? 0);
    const most = bytes('maxmemory');
    return waiting < mostWaiting && (most === 0 || bytes('used_memory') < most * MOST_MEMORY_SHARE);
  }
}
