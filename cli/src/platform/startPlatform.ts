import type { ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { type Config, dataFolderOf, ensureSecrets, OWN_APP_NAME } from '@paceline/config';
import pc from 'picocolors';
import type { Logger } from 'pino';
import { loadCheckedConfig } from '../commands/loadCheckedConfig.ts';
import { FatalError } from '../fatalError.ts';
import { type FolderLock, lockFolder } from '../supervisor/folderLock.ts';
import { freePort } from '../supervisor/freePort.ts';
import { portIsFree } from '../supervisor/portIsFree.ts';
import { createProcessLog } from '../supervisor/processLog.ts';
import { proveReadiness } from '../supervisor/proveReadiness.ts';
import type { SupervisorMessage } from '../supervisor/roleMessage.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { createEmbeddedServices } from './embeddedServices.ts';
import { printAddress } from './printAddress.ts';

/** Time in which everything has to be ready after a start. */
const READY_TIMEOUT_MS = 30_000;

export interface StartPlatformOptions {
  /** Prints every process's log, not only warnings. */
  readonly verbose: boolean;
  /** Gives the start up; what had started is stopped. */
  readonly signal: AbortSignal;
}

export interface Platform {
  readonly config: Config;
  /** The one address. */
  readonly url: string;
  readonly redisUrl: string;
  printAddress(): void;
  /** Drains and stops everything that was started. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded shape and resolves once a measurement was taken and read back.
 *
 * @throws {FatalError} when the configuration is broken, the folder is in use, the port is taken, a part cannot start, or
 *   the signal comes first
 */
export async function startPlatform({ verbose, signal }: StartPlatformOptions): Promise<Platform> {
  const dataFolder = dataFolderOf(process.env, process.cwd());
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    const lock = await lockFolder(dataFolder);
    if (lock === undefined) {
      throw new FatalError(
        `Paceline is already running on ${dataFolder}: stop it first, or set PACELINE_DATA to another folder.`,
      );
    }
    return await startLocked({ verbose, signal, dataFolder, lock });
  } catch (error) {
    throw error instanceof FatalError
      ? error
      : new FatalError(error instanceof Error ? error.message : String(error));
  }
}

async function startLocked({
  verbose,
  signal,
  dataFolder,
  lock,
}: StartPlatformOptions & { dataFolder: string; lock: FolderLock }): Promise<Platform> {
  try {
    const secrets = await ensureSecrets(dataFolder);
    const config = await withFreePort(await loadCheckedConfig());
    const processLog = createProcessLog({ verbose, output: process.stderr });
    const log = processLog.own();
    const { services, redisUrl } = await createEmbeddedServices({
      config,
      secrets,
      env: process.env,
      logOf: processLog.of,
      // What worker and query API know of the old tables, they would take for true of the new ones.
      onRestored: () => void supervisor.restart('worker'),
    });
    const supervisor = createSupervisor({
      services,
      log,
      onRestart: (restarts) => tellCollector(supervisor.running('collector')?.child, restarts, log),
    });
    const url = `http://${reachableHost(config.host)}:${config.port}`;
    await supervisor.start(signal);
    try {
      await proveReadiness({
        url,
        app: OWN_APP_NAME,
        key: secrets.ownKey,
        apiToken: config.apiToken,
        timeoutMs: READY_TIMEOUT_MS,
        signal,
      });
    } catch (error) {
      await supervisor.stop();
      throw error;
    }
    return {
      config,
      url,
      redisUrl,
      printAddress: () => printAddress({ config, url, output: process.stdout }),
      async stop() {
        process.stderr.write(`${pc.dim('Stopping ...')}\n`);
        await supervisor.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The configuration with a port that can be listened on; port 0 stands for any free one. */
async function withFreePort(config: Config): Promise<Config> {
  if (config.port === 0) {
    const port = await freePort();
    return { ...config, port, publicUrl: config.publicUrl.replace(/:0$/, `:${port}`) };
  }
  const free = await portIsFree(config.host, config.port);
  if (free.ok) return config;
  throw new FatalError(
    `Port ${config.port} on ${config.host} cannot be used: ${free.reason}. Set PACELINE_PORT to another one.`,
  );
}

/** Where this machine reaches a server that listens on `host`. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function tellCollector(
  child: ChildProcess | undefined,
  restarts: Readonly<Record<string, number>>,
  log: Logger,
): void {
  const message: SupervisorMessage = { type: 'restarts', restarts: { ...restarts } };
  if (child?.connected !== true) return;
  child.send(message, (error) => {
    if (error !== null) log.warn({ err: error }, 'the collector could not be told of a restart');
  });
}
