import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Counts the requests of a key, of this process. Gives the seconds to wait when there were more than `perSecond` in a
 * second, else nothing.
 */
export function createRateLimit(perSecond: number): (keyId: string) => Promise<number | undefined> {
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  return async function secondsToWait(keyId) {
    try {
      await limiter.consume(keyId);
      return undefined;
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
    }
  };
}
