import { Redis, type RedisOptions } from 'ioredis';
import { withoutCommand } from './withoutCommand.ts';

/** Keys of Paceline in Redis; the braces keep them on one node of a Redis Cluster. */
export const DEFAULT_PREFIX = '{paceline}';

/** How to reach the queue. */
export interface QueueConnection {
  /** `redis://[user:password@]host:port[/database]`, or `rediss://` for TLS. */
  readonly redisUrl: string;
  /** Prefix of all keys; default {@link DEFAULT_PREFIX}. */
  readonly prefix?: string;
  /** Told when the connection is lost, once each time. */
  readonly onError?: (error: unknown) => void;
}

/** A command that Redis has not answered by then has failed. */
export const COMMAND_TIMEOUT_MS = 500;

const LONGEST_RECONNECT_MS = 500;

type Options = Omit<RedisOptions, 'replyMapping'>;

const RECONNECT: Options = {
  connectTimeout: COMMAND_TIMEOUT_MS,
  retryStrategy: (times) => Math.min(50 * times, LONGEST_RECONNECT_MS),
};

/** For whoever has somebody waiting: a Redis that is gone or frozen fails a command within {@link COMMAND_TIMEOUT_MS}. */
export function connectFailFast(connection: QueueConnection): Redis {
  return connect(connection, {
    ...RECONNECT,
    commandTimeout: COMMAND_TIMEOUT_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
  });
}

/** For whoever waits for work: commands outlive a Redis that is away for a while. */
export function connectPatient(connection: QueueConnection): Redis {
  return connect(connection, { ...RECONNECT, connectTimeout: 5_000, maxRetriesPerRequest: null });
}

function connect({ redisUrl, onError }: QueueConnection, options: Options): Redis {
  const redis = new Redis(redisUrl, options);
  let isLost = false;
  // Every try to connect again fails alike; one report is enough.
  redis.on('error', (error: unknown) => {
    if (!isLost) onError?.(withoutCommand(error));
    isLost = true;
  });
  redis.on('ready', () => {
    isLost = false;
  });
  return redis;
}

/** Resolves once commands can be sent; rejects when that takes longer than a command may. */
export function untilReady(redis: Redis): Promise<void> {
  if (redis.status === 'ready') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      redis.off('ready', onReady);
      reject(new Error('Redis cannot be reached'));
    }, COMMAND_TIMEOUT_MS);
    const onReady = () => {
      clearTimeout(timer);
      resolve();
    };
    redis.once('ready', onReady);
  });
}
