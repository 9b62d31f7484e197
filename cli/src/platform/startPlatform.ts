import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Config, ensureSecrets, type Secrets } from '@paceline/config';
import { spawnEngine } from '@paceline/engine';
import { findRedisServer, spawnRedis } from '@paceline/queue';
import pc from 'picocolors';
import type { Logger } from 'pino';
import { loadCheckedConfig } from '../commands/loadCheckedConfig.ts';
import { FatalError } from '../fatalError.ts';
import { lockFolder } from '../supervisor/folderLock.ts';
import { freePort } from '../supervisor/freePort.ts';
import { portIsFree } from '../supervisor/portIsFree.ts';
import { createProcessLog } from '../supervisor/processLog.ts';
import { proveReadiness } from '../supervisor/proveReadiness.ts';
import type { Service } from '../supervisor/service.ts';
import { spawnRole } from '../supervisor/spawnRole.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import type { SupervisorMessage } from '../supervisor/roleMessage.ts';
import { printAddress } from './printAddress.ts';

/** Time in which everything has to be ready after a start. */
const READY_TIMEOUT_MS = 30_000;

/** Redis refuses writes beyond this; the collector sheds load well before. */
const REDIS_MEMORY_BYTES = 384 * 1024 * 1024;

export interface Platform {
  readonly config: Config;
  readonly secrets: Secrets;
  /** The one address. */
  readonly url: string;
  readonly redisUrl: string;
  /** Process ids by child: `redis`, `engine`, `collector`, `worker`. */
  processes(): Readonly<Record<string, number>>;
  printAddress(): void;
  /** Drains and stops everything that was started. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded shape: Redis and the engine unless their URLs are configured, the collector on the public
 * address, and one process with worker, query API and dashboard. Resolves once a measurement was taken and read back.
 *
 * @throws {FatalError} when the configuration is broken, the folder is in use, the port is taken, or a part cannot start
 */
export async function startPlatform({ verbose }: { verbose: boolean }): Promise<Platform> {
  const dataFolder = await dataFolderOf();
  const lock = await lockFolder(dataFolder);
  if (lock === undefined) {
    throw new FatalError(
      `Paceline is already running on ${dataFolder}: stop it first, or set PACELINE_DATA to another folder.`,
    );
  }
  try {
    return await startLocked({ verbose, release: () => lock.release() });
  } catch (error) {
    lock.release();
    throw error instanceof FatalError
      ? error
      : new FatalError(error instanceof Error ? error.message : String(error));
  }
}

async function dataFolderOf(): Promise<string> {
  const { resolve } = await import('node:path');
  const folder = resolve(process.env['PACELINE_DATA'] || '.paceline');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new FatalError(
      `The data folder ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
  return folder;
}

async function startLocked({
  verbose,
  release,
}: {
  verbose: boolean;
  release: () => void;
}): Promise<Platform> {
  const secrets = await ensureSecrets(await dataFolderOf());
  const config = await loadCheckedConfig();
  const port = await portIsFree(config.host, config.port);
  if (!port.ok) {
    throw new FatalError(
      `Port ${config.port} on ${config.host} cannot be used: ${port.reason}. Set PACELINE_PORT to another one.`,
    );
  }

  const processLog = createProcessLog({ verbose, output: process.stderr });
  const log = processLog.own();
  const ports = { redis: await freePort(), engine: await freePort(), api: await freePort() };
  const redisUrl = config.redisUrl ?? `redis://:${secrets.redisPassword}@127.0.0.1:${ports.redis}`;
  const clickhouseUrl =
    config.clickhouseUrl ?? `http://default:${secrets.enginePassword}@127.0.0.1:${ports.engine}`;
  const url = `http://${reachableHost(config.host)}:${config.port}`;

  const bundle = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const command = [process.execPath, '--enable-source-maps', bundle('./paceline.mjs')];
  const env = {
    ...process.env,
    REDIS_URL: redisUrl,
    CLICKHOUSE_URL: clickhouseUrl,
    PACELINE_DATA: config.dataFolder,
    PACELINE_API_TOKEN: config.apiToken,
    PACELINE_PUBLIC_URL: config.publicUrl,
  };

  const collector: Service = {
    name: 'collector',
    start: () =>
      spawnRole({
        command,
        roles: ['collector'],
        env: {
          ...env,
          PACELINE_HOST: config.host,
          PACELINE_PORT: String(config.port),
          PACELINE_API_URL: `http://127.0.0.1:${ports.api}`,
        },
        onLog: processLog.of('collector'),
      }),
  };
  const worker: Service = {
    name: 'worker',
    start: () =>
      spawnRole({
        command,
        roles: ['worker', 'api'],
        env: { ...env, PACELINE_HOST: '127.0.0.1', PACELINE_PORT: String(ports.api) },
        onLog: processLog.of('worker'),
      }),
  };
  const engine: Service = {
    name: 'engine',
    start: () =>
      spawnEngine({
        command: [process.execPath, bundle('./engine.mjs')],
        folder: `${config.dataFolder}/clickhouse`,
        password: secrets.enginePassword,
        port: ports.engine,
        onLog: processLog.of('engine'),
      }),
  };
  const redis: Service = {
    name: 'redis',
    start: () =>
      spawnRedis({
        binary: redisBinary(),
        folder: `${config.dataFolder}/redis`,
        password: secrets.redisPassword,
        port: ports.redis,
        maxMemoryBytes: REDIS_MEMORY_BYTES,
        onLog: processLog.of('redis'),
      }),
  };

  const services = [
    collector,
    worker,
    ...(config.clickhouseUrl === undefined ? [engine] : []),
    ...(config.redisUrl === undefined ? [redis] : []),
  ];
  const supervisor = createSupervisor({
    services,
    log,
    onRestart: (restarts) => tellCollector(supervisor.running('collector')?.child, restarts, log),
  });
  await supervisor.start();
  const self = config.apps.find(({ name }) => name === 'paceline');
  try {
    await proveReadiness({
      url,
      app: 'paceline',
      key: self?.keys[0] ?? '',
      apiToken: config.apiToken,
      timeoutMs: READY_TIMEOUT_MS,
    });
  } catch (error) {
    await supervisor.stop();
    throw error;
  }

  return {
    config,
    secrets,
    url,
    redisUrl,
    processes: () =>
      Object.fromEntries(
        services.flatMap(({ name }) => {
          const pid = supervisor.running(name)?.child.pid;
          return pid === undefined ? [] : [[name, pid]];
        }),
      ),
    printAddress: () => printAddress({ config, url, output: process.stdout }),
    async stop() {
      process.stderr.write(`${pc.dim('Stopping ...')}\n`);
      await supervisor.stop();
      release();
    },
  };
}

function redisBinary(): string {
  const binary = findRedisServer(process.env['PATH'] ?? '');
  if (binary !== undefined) return binary;
  throw new FatalError('redis-server is not in PATH: install Redis 6.2 or newer, or set REDIS_URL.');
}

/** Where this machine reaches a server that listens on `host`. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function tellCollector(
  child: import('node:child_process').ChildProcess | undefined,
  restarts: Readonly<Record<string, number>>,
  log: Logger,
): void {
  const message: SupervisorMessage = { type: 'restarts', restarts: { ...restarts } };
  if (child?.connected !== true) return;
  child.send(message, (error) => {
    if (error !== null) log.warn({ err: error }, 'the collector could not be told of a restart');
  });
}
