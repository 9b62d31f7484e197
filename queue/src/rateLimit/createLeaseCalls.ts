import type { Redis } from 'ioredis';
import { untilReady } from '../redisConnection.ts';
import { LEASE_SCRIPT } from './leaseScript.ts';

/** A bucket that asks for a lease. */
export interface Asking {
  readonly name: string;
  readonly perSecond: number;
  /** Requests that wait for it; read when the call leaves. */
  readonly waiting: number;
}

export interface Leased {
  /** Requests that may be admitted; 0 when nothing is left in this second. */
  readonly count: number;
  /** The second by Redis's clock, since the epoch. */
  readonly second: number;
  /** What was left of that second when Redis answered, in milliseconds. */
  readonly leftMs: number;
}

export interface LeaseAnswer {
  /** When the call left, by `now`. */
  readonly askedAt: number;
  /** `undefined` when Redis did not answer in time. */
  readonly leased: Leased | undefined;
}

export interface LeaseCalls<Bucket extends Asking> {
  /** Asks together with all others of this turn of the event loop. Never rejects. */
  ask(bucket: Bucket, now: () => number): Promise<LeaseAnswer>;
}

interface Call<Bucket> {
  readonly buckets: Bucket[];
  readonly answers: Promise<readonly LeaseAnswer[]>;
}

/**
 * Longest time that a request waits for a lease. Well above a healthy answer, and with the 550 ms that the queue may take after
 * it still under the 600 ms in which a sender is told of a dead Redis.
 */
export const LEASE_TIMEOUT_MS = 40;
/** Redis does nothing else while the script runs. */
const MOST_BUCKETS_A_CALL = 500;

/** Gathers the buckets that need a lease at the same time into one call of the script. */
export function createLeaseCalls<Bucket extends Asking>({
  redis,
  prefix,
}: {
  readonly redis: Redis;
  readonly prefix: string;
}): LeaseCalls<Bucket> {
  let gathering: Call<Bucket> | undefined;

  function gather(now: () => number): Call<Bucket> {
    const buckets: Bucket[] = [];
    const answers = new Promise<void>((resolve) => {
      setImmediate(resolve);
    }).then(() => {
      if (gathering?.buckets === buckets) gathering = undefined;
      return send(buckets, now());
    });
    return { buckets, answers };
  }

  async function send(buckets: readonly Bucket[], askedAt: number): Promise<readonly LeaseAnswer[]> {
    const answer = await inTime(evaluate(buckets));
    const [second, micros, ...counts] = answer ?? [];
    return buckets.map((_, index) => {
      const count = counts[index];
      return second === undefined || micros === undefined || count === undefined
        ? { askedAt, leased: undefined }
        : { askedAt, leased: { count, second, leftMs: (1_000_000 - micros) / 1000 } };
    });
  }

  async function evaluate(buckets: readonly Bucket[]): Promise<readonly number[] | undefined> {
    try {
      await untilReady(redis);
      const answer = await redis.eval(
        LEASE_SCRIPT,
        buckets.length,
        ...buckets.map(({ name }) => `${prefix}:rate:${name}`),
        ...buckets.flatMap(({ perSecond, waiting }) => [perSecond, waiting]),
      );
      return Array.isArray(answer) && answer.every((part) => typeof part === 'number') ? answer : undefined;
    } catch {
      return undefined;
    }
  }

  return {
    async ask(bucket, now) {
      if ((gathering?.buckets.length ?? 0) >= MOST_BUCKETS_A_CALL) gathering = undefined;
      const call = (gathering ??= gather(now));
      const index = call.buckets.push(bucket) - 1;
      const answers = await call.answers;
      return answers[index] ?? { askedAt: 0, leased: undefined };
    },
  };
}

/** `answer`, or nothing when that takes too long. */
async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    // What arrived while this process was busy is read first, and is not late.
    timer = setTimeout(() => setImmediate(() => resolve(undefined)), LEASE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
