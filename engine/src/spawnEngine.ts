import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

import { isEngineMessage } from './engineMessage.ts';

export interface SpawnEngineOptions {
  /** Program and arguments that run `engine/src/main.ts` or its bundle. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly password: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly cwd?: string;
  /** Called when the tables were exchanged for restored ones. */
  readonly onRestored?: () => void;
  /** Receives each line that the engine prints. */
  readonly onLog?: (line: string) => void;
}

export interface SpawnedEngine {
  /** Address with credentials, ready to be the `url` of `@clickhouse/client`. */
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Asks the engine to stop, kills it when it does not within 10 seconds, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** chdb runs each statement on one of libuv's threads, of which Node has too few by default. */
const THREADS = '16';
/**
 * Freed memory goes back to the system soon instead of being kept for seconds: the first for chdb's allocator, the others for
 * glibc's, which serves Node. Under load that is 100 MB of the process. At 100 ms, a query pays half as much again for getting
 * its memory anew; at 1,000 it pays nothing.
 */
const ALLOCATORS = {
  JE_MALLOC_CONF: 'dirty_decay_ms:1000',
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '262144',
};
const STOP_TIMEOUT_MS = 10_000;

/**
 * Starts the engine in a process of its own, which ends with this one.
 *
 * @throws {Error} when the engine ends before it listens, with its own sentence as the message
 */
export function spawnEngine(options: SpawnEngineOptions): Promise<SpawnedEngine> {
  const [program, ...args] = options.command;
  if (program === undefined) return Promise.reject(new Error('The command that runs the engine is empty.'));
  const child = spawn(program, args, {
    cwd: options.cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      ...ALLOCATORS,
      // oxlint-disable-next-line node/no-process-env -- passed on whole, nothing is read from it
      ...process.env,
      UV_THREADPOOL_SIZE: THREADS,
      PACELINE_ENGINE_FOLDER: options.folder,
      PACELINE_ENGINE_PASSWORD: options.password,
      PACELINE_ENGINE_PORT: String(options.port ?? 0),
    },
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => options.onLog?.(line));
  }
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });

  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  };

  return new Promise((resolve, reject) => {
    let reason: string | undefined;
    child.on('message', (message) => {
      if (!isEngineMessage(message)) return;
      if (message.type === 'failed') {
        reason = message.message;
        return;
      }
      if (message.type === 'restored') {
        options.onRestored?.();
        return;
      }
      const url = `http://default:${encodeURIComponent(options.password)}@127.0.0.1:${message.port}`;
      resolve({ url, port: message.port, child, stop });
    });
    child.once('error', (error) => {
      reject(new Error(`The engine cannot be started: ${error.message}.`, { cause: error }));
    });
    child.once('close', (code, signal) => {
      reject(new Error(reason ?? `The engine ended while it started (${signal ?? `exit code ${code}`}).`));
    });
  });
}
