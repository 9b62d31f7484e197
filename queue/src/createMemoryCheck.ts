import type { Redis } from 'ioredis';

/**
 * A queue takes no more jobs beyond this share of Redis's `maxmemory`. What is left is for the workers: taking a job
 * and finishing it are writes too, so a Redis that was filled to the brim could never be emptied again.
 */
export const MOST_MEMORY_SHARE = 0.7;

/** How long an answer counts: asking for every job would cost as much as adding it. */
const FRESH_MS = 50;

/** Whether Redis has room for more jobs; always, where it has no `maxmemory`. Rejects when Redis does not answer. */
export function createMemoryCheck(redis: Redis): () => Promise<boolean> {
  let fresh: Promise<boolean> | undefined;
  return function hasRoom() {
    if (fresh === undefined) {
      fresh = ask();
      setTimeout(() => (fresh = undefined), FRESH_MS).unref();
    }
    return fresh;
  };

  async function ask(): Promise<boolean> {
    const answer = await redis.info('memory');
    const bytes = (name: string) => Number(new RegExp(`^${name}:(\\d+)\\r?$`, 'm').exec(answer)?.[1] ?? 0);
    const most = bytes('maxmemory');
    return most === 0 || bytes('used_memory') < most * MOST_MEMORY_SHARE;
  }
}
