import type { RateLimiter } from '@paceline/queue';

/** Counts in memory, by seconds that begin with the first request of a bucket; can be made to answer later. */
export interface MemoryRateLimiter extends RateLimiter {
  /** Buckets that were asked for, in order. */
  readonly asked: string[];
  /** Answers with a promise from now on. */
  answerLater(): void;
}

export function createMemoryRateLimiter(): MemoryRateLimiter {
  const asked: string[] = [];
  const windows = new Map<string, { readonly endsAt: number; taken: number }>();
  let isLate = false;

  function take(bucket: string, perSecond: number): boolean {
    const at = performance.now();
    const running = windows.get(bucket);
    const window = running !== undefined && at < running.endsAt ? running : { endsAt: at + 1000, taken: 0 };
    windows.set(bucket, window);
    window.taken += 1;
    return window.taken <= perSecond;
  }

  return {
    asked,
    answerLater() {
      isLate = true;
    },
    take(bucket, perSecond) {
      asked.push(bucket);
      return isLate ? Promise.resolve(take(bucket, perSecond)) : take(bucket, perSecond);
    },
    close: () => Promise.resolve(),
  };
}
