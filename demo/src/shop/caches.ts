import type { Paceline } from '@paceline/sdk-node';
import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';

/** Products kept in the process; fewer than the catalogue has, so that some are evicted. */
const MEMORY_ENTRIES = 60;
const REDIS_TTL_SECONDS = 20;
/** Everything that the demo keeps in Redis. */
const REDIS_PREFIX = 'paceline-demo-shop:';

export interface Caches {
  /** From this process's memory, else loaded. */
  inMemory<Value extends object>(key: string, load: () => Promise<Value>): Promise<Value>;
  /** From Redis, else loaded. */
  inRedis<Value extends object>(key: string, load: () => Promise<Value>): Promise<Value>;
}

/** Two layers of cache, each lookup of which the SDK counts. */
export function createCaches({ redis, paceline }: { redis: Redis; paceline: Paceline }): Caches {
  const memory = new LRUCache<string, object>({
    max: MEMORY_ENTRIES,
    ttl: 60_000,
    dispose: (_value, _key, reason) => {
      if (reason === 'evict') paceline.cache.evict('products', 'memory');
    },
  });
  return {
    async inMemory<Value extends object>(key: string, load: () => Promise<Value>) {
      const known = memory.get(key);
      if (known !== undefined) {
        paceline.cache.hit('products', 'memory');
        return known as Value;
      }
      paceline.cache.miss('products', 'memory');
      const value = await load();
      memory.set(key, value);
      return value;
    },
    async inRedis<Value extends object>(key: string, load: () => Promise<Value>) {
      const known = await paceline.timeQuery('redis', 'GET', () => redis.get(REDIS_PREFIX + key));
      if (known !== null) {
        paceline.cache.hit('searches', 'redis');
        return JSON.parse(known) as Value;
      }
      paceline.cache.miss('searches', 'redis');
      const value = await load();
      await paceline.timeQuery('redis', 'SETEX', () =>
        redis.setex(REDIS_PREFIX + key, REDIS_TTL_SECONDS, JSON.stringify(value)),
      );
      return value;
    },
  };
}
