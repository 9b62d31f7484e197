import { fileURLToPath } from 'node:url';
import type { Config, Secrets } from '@paceline/config';
import { spawnEngine } from '@paceline/engine';
import { findRedisServer, spawnRedis } from '@paceline/queue';
import { FatalError } from '../fatalError.ts';
import { freePort } from '../supervisor/freePort.ts';
import type { Service } from '../supervisor/service.ts';
import { spawnRole } from '../supervisor/spawnRole.ts';

/** Redis refuses writes beyond this; the collector tells senders to come back then. */
const REDIS_MEMORY_BYTES = 384 * 1024 * 1024;

/** Whoever waits for an acknowledgement goes first: collector and Redis before the worker, and all before the engine. */
const WORKER_NICENESS = 5;

export interface EmbeddedServices {
  /** In the order in which they are stopped: what feeds comes before what is fed. */
  readonly services: readonly Service[];
  readonly redisUrl: string;
}

export interface EmbeddedServicesDeps {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly env: NodeJS.ProcessEnv;
  /** Receiver of the lines that one child prints. */
  readonly logOf: (name: string) => (line: string) => void;
  /** Called when the engine has exchanged its tables for restored ones. */
  readonly onRestored: () => void;
}

/**
 * The child processes of one machine: the collector on the public address, one process with worker and query API,
 * and the engine and Redis unless their URLs are configured.
 */
export async function createEmbeddedServices({
  config,
  secrets,
  env,
  logOf,
  onRestored,
}: EmbeddedServicesDeps): Promise<EmbeddedServices> {
  const ports = { redis: await freePort(), engine: await freePort(), api: await freePort() };
  const redisUrl = config.redisUrl ?? `redis://:${secrets.redisPassword}@127.0.0.1:${ports.redis}`;
  const roleEnv = {
    ...env,
    REDIS_URL: redisUrl,
    CLICKHOUSE_URL:
      config.clickhouseUrl ?? `http://default:${secrets.enginePassword}@127.0.0.1:${ports.engine}`,
    PACELINE_DATA: config.dataFolder,
    PACELINE_API_TOKEN: config.apiToken,
    PACELINE_PUBLIC_URL: config.publicUrl,
  };
  const command = [process.execPath, '--enable-source-maps', bundled('./paceline.mjs')];

  const collector: Service = {
    name: 'collector',
    start: (signal) =>
      spawnRole({
        command,
        signal,
        roles: ['collector'],
        env: {
          ...roleEnv,
          PACELINE_HOST: config.host,
          PACELINE_PORT: String(config.port),
          PACELINE_API_URL: `http://127.0.0.1:${ports.api}`,
        },
        onLog: logOf('collector'),
      }),
  };
  const worker: Service = {
    name: 'worker',
    start: (signal) =>
      spawnRole({
        command,
        signal,
        roles: ['worker', 'api'],
        niceness: WORKER_NICENESS,
        env: { ...roleEnv, PACELINE_HOST: '127.0.0.1', PACELINE_PORT: String(ports.api) },
        onLog: logOf('worker'),
      }),
  };
  const engine: Service = {
    name: 'engine',
    start: () =>
      spawnEngine({
        command: [process.execPath, bundled('./engine.mjs')],
        folder: `${config.dataFolder}/clickhouse`,
        password: secrets.enginePassword,
        port: ports.engine,
        onRestored,
        onLog: logOf('engine'),
      }),
  };
  const redis: Service = {
    name: 'redis',
    start: () =>
      spawnRedis({
        binary: redisBinary(env),
        folder: `${config.dataFolder}/redis`,
        password: secrets.redisPassword,
        port: ports.redis,
        maxMemoryBytes: REDIS_MEMORY_BYTES,
        onLog: logOf('redis'),
      }),
  };
  const services = [
    collector,
    worker,
    ...(config.clickhouseUrl === undefined ? [engine] : []),
    ...(config.redisUrl === undefined ? [redis] : []),
  ];
  return { services, redisUrl };
}

/** The bundle that runs this code holds the others beside it. */
function bundled(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function redisBinary(env: NodeJS.ProcessEnv): string {
  const binary = findRedisServer(env['PATH'] ?? '');
  if (binary !== undefined) return binary;
  throw new FatalError('redis-server is not in PATH: install Redis 6.2 or newer, or set REDIS_URL.');
}
