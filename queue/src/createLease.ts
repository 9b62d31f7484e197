import { randomUUID } from 'node:crypto';
import { connectFailFast, DEFAULT_PREFIX, type QueueConnection, untilReady } from './redisConnection.ts';

export interface LeaseOptions extends QueueConnection {
  readonly name: string;
  /** A holder that does not renew loses the lease after this time, in milliseconds. */
  readonly ttlMs: number;
}

/** A right that at most one process of all has. */
export interface Lease {
  /** Takes or renews the lease, and says whether this process has it now. Rejects when Redis does not answer. */
  hold(): Promise<boolean>;
  /** Gives the lease up, when this process has it, and disconnects. Never rejects: the lease runs out by itself. */
  release(): Promise<void>;
}

/** Takes a free lease, or renews an own one, in one step. */
const HOLD = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1`;

const RELEASE = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;

/** A lease kept in Redis. Two clocks never compare: the time to live runs in Redis. */
export function createLease(options: LeaseOptions): Lease {
  const redis = connectFailFast(options);
  const key = `${options.prefix ?? DEFAULT_PREFIX}:lease:${options.name}`;
  const holder = randomUUID();
  return {
    async hold() {
      await untilReady(redis);
      return (await redis.eval(HOLD, 1, key, holder, options.ttlMs)) === 1;
    },
    async release() {
      await redis.eval(RELEASE, 1, key, holder).catch(() => undefined);
      redis.disconnect();
    },
  };
}
