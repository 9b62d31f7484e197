import { LRUCache } from 'lru-cache';
import { connectFailFast, DEFAULT_PREFIX, type QueueConnection } from '../redisConnection.ts';
import { createLeaseCalls, LEASE_TIMEOUT_MS } from './createLeaseCalls.ts';

export interface RateLimiterOptions extends QueueConnection {
  /** Told when Redis stops answering in time, once each time; limits then hold for this process alone. */
  readonly onError?: (error: unknown) => void;
  /** Milliseconds of a clock that never jumps; default `performance.now`. */
  readonly now?: () => number;
}

/** Counts requests by bucket, together with all other limiters on the same Redis and prefix. */
export interface RateLimiter {
  /**
   * Whether one more request of `bucket` is within `perSecond`, the same number at every call. Answers at once, save for the
   * first request of a bucket in a second and for those that come when a lease has just run out, which wait for one
   * answer of Redis. Never rejects; decides within 100 ms when Redis does not answer.
   */
  take(bucket: string, perSecond: number): boolean | Promise<boolean>;
  close(): Promise<void>;
}

/** What is left of the leases of one bucket in one second. */
interface Bucket {
  readonly name: string;
  readonly perSecond: number;
  /** The second, by Redis's clock; {@link ALONE} when this process decides for itself. */
  second: number;
  /** By this process's clock, and never later than by Redis's. */
  endsAt: number;
  /** Requests that may be admitted without asking. */
  allowance: number;
  /** Sum of the leases in this second. */
  leased: number;
  /** Another lease is asked for before this one is used up. */
  refillAt: number;
  /** Nothing more can be had in this second. */
  isSpent: boolean;
  /** Requests that wait for the lease that is asked for. */
  waiting: number;
  asked: Promise<void> | undefined;
}

/** Buckets that are remembered; one that is forgotten loses its lease, which admits fewer requests and never more. */
const MOST_BUCKETS = 100_000;
const WINDOW_MS = 1000;
const ALONE = -1;
/** An allowance that none is below. */
const NEVER = -1;

/**
 * Rate limits that hold across processes. In each second of Redis's clock the limiters lease parts of a bucket's limit and admit
 * requests from their leases, so that the sum of what they admit never exceeds the limit, and Redis is asked about 20
 * times a second instead of once a request. While Redis does not answer, each limiter counts for itself.
 */
export function createRateLimiter({
  onError,
  now = () => performance.now(),
  ...connection
}: RateLimiterOptions): RateLimiter {
  const redis = connectFailFast(connection);
  const leaseCalls = createLeaseCalls<Bucket>({ redis, prefix: connection.prefix ?? DEFAULT_PREFIX });
  const buckets = new LRUCache<string, Bucket>({ max: MOST_BUCKETS });
  /** Until then Redis is not asked: it did not answer, and a request must not wait for that twice. */
  let aloneUntil = Number.NEGATIVE_INFINITY;
  let isAlone = false;

  function add(name: string, perSecond: number): Bucket {
    const bucket: Bucket = {
      name,
      perSecond,
      second: ALONE,
      endsAt: Number.NEGATIVE_INFINITY,
      allowance: 0,
      leased: 0,
      refillAt: 0,
      isSpent: false,
      waiting: 0,
      asked: undefined,
    };
    buckets.set(name, bucket);
    return bucket;
  }

  /** `undefined` when that takes another lease. */
  function decide(bucket: Bucket, at: number): boolean | undefined {
    if (at >= bucket.endsAt) return undefined;
    if (bucket.allowance > 0) {
      bucket.allowance -= 1;
      return true;
    }
    return bucket.isSpent ? false : undefined;
  }

  async function takeLater(bucket: Bucket): Promise<boolean> {
    for (;;) {
      bucket.waiting += 1;
      await ask(bucket);
      bucket.waiting -= 1;
      const decided = decide(bucket, now());
      if (decided !== undefined) return decided;
    }
  }

  function ask(bucket: Bucket): Promise<void> {
    bucket.asked ??= lease(bucket);
    return bucket.asked;
  }

  async function lease(bucket: Bucket): Promise<void> {
    const { askedAt, leased } = await leaseCalls.ask(bucket, now);
    bucket.asked = undefined;
    if (leased === undefined) {
      const at = now();
      noteSilence(at);
      decideAlone(bucket, at);
    } else {
      isAlone = false;
      keep(bucket, leased.count, leased.second, askedAt + leased.leftMs);
    }
  }

  function keep(bucket: Bucket, count: number, second: number, endsAt: number): void {
    if (bucket.second !== second) begin(bucket, second, endsAt);
    // Each is a bound that is never too late, so the latest is the closest.
    bucket.endsAt = Math.max(bucket.endsAt, endsAt);
    bucket.allowance += count;
    bucket.leased += count;
    bucket.isSpent = count === 0;
    bucket.refillAt = bucket.isSpent ? NEVER : Math.floor(bucket.allowance / 2);
  }

  function begin(bucket: Bucket, second: number, endsAt: number): void {
    bucket.second = second;
    bucket.endsAt = endsAt;
    bucket.allowance = 0;
    bucket.leased = 0;
  }

  function noteSilence(at: number): void {
    if (at >= aloneUntil) aloneUntil = at + WINDOW_MS;
    if (!isAlone) onError?.(new Error(`Redis leases no rate limits within ${LEASE_TIMEOUT_MS} ms`));
    isAlone = true;
  }

  /** Takes all that is left, of a second of its own when none is running. */
  function decideAlone(bucket: Bucket, at: number): void {
    if (at >= bucket.endsAt) begin(bucket, ALONE, at + WINDOW_MS);
    bucket.allowance += Math.max(0, bucket.perSecond - bucket.leased);
    bucket.leased = bucket.perSecond;
    bucket.isSpent = true;
    bucket.refillAt = NEVER;
  }

  return {
    take(name, perSecond) {
      const bucket = buckets.get(name) ?? add(name, perSecond);
      const at = now();
      let decided = decide(bucket, at);
      if (decided === undefined && at < aloneUntil) {
        decideAlone(bucket, at);
        decided = decide(bucket, at);
      }
      if (decided === undefined) return takeLater(bucket);
      if (bucket.allowance <= bucket.refillAt && bucket.asked === undefined) void ask(bucket);
      return decided;
    },
    async close() {
      redis.disconnect();
    },
  };
}
