import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';
import { stopOrphan } from './stopOrphan.ts';
import { SETTINGS_FILE } from './withSpawnedRedis.ts';

export interface SpawnRedisOptions {
  /** Path of `redis-server` or `valkey-server`. */
  readonly binary: string;
  /** Keeps the append-only file; belongs to this Redis alone. */
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  /** Writes are refused beyond this. */
  readonly maxMemoryBytes: number;
  /** Receives each line that Redis prints. */
  readonly onLog?: (line: string) => void;
}

export interface SpawnedRedis {
  /** Address with password. */
  readonly url: string;
  readonly child: ChildProcess;
  /** Asks Redis to end, kills it when it does not within 10 seconds, and resolves when it is gone. */
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 10_000;
/** Lines of Redis's own that explain why it ended. */
const LAST_LINES = 3;

/**
 * Starts a durable Redis of our own on the loopback interface, after ending one that was left behind on its folder.
 * Resolves once it has read its file and answers.
 *
 * @throws {Error} when it ends or does not answer, with its last lines
 */
export async function spawnRedis(options: SpawnRedisOptions): Promise<SpawnedRedis> {
  await mkdir(options.folder, { recursive: true, mode: 0o700 });
  const folder = await realpath(options.folder);
  const configFile = join(folder, SETTINGS_FILE);
  await stopOrphan(folder);
  // A file, as arguments are for every user of the machine to read.
  await writeFile(configFile, settingsOf(options, folder), { mode: 0o600 });

  const lastLines: string[] = [];
  // A group of its own: Ctrl-C reaches the whole foreground group, and Redis has to outlive those who drain into it.
  const child = spawn(options.binary, [configFile], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      if (line.trim() !== '') lastLines.push(line.trim());
      if (lastLines.length > LAST_LINES) lastLines.shift();
      options.onLog?.(line);
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(`${signal ?? `exit code ${code}`}; it said: ${lastLines.join(' ')}`),
    );
  });
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(timer);
  };
  const url = `redis://:${encodeURIComponent(options.password)}@127.0.0.1:${options.port}`;
  const failure = await Promise.race([
    untilAnswers(url, child.pid),
    ended.then((reason) => `Redis ended (${reason})`),
  ]);
  if (failure !== undefined) {
    await stop();
    throw new Error(`Redis could not be started: ${failure}.`);
  }
  return { url, child, stop };
}

function settingsOf({ port, password, maxMemoryBytes }: SpawnRedisOptions, folder: string): string {
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    requirepass: password,
    dir: folder,
    appendonly: 'yes',
    // An acknowledgement is a promise: with "everysec" Redis answers before it writes while an fsync is under way, and a kill
    // would lose what it answered. Gathered jobs make few writes, so that the price is low.
    appendfsync: 'always',
    save: '',
    maxmemory: String(maxMemoryBytes),
    // What waits in the queue must never be thrown out to make room.
    'maxmemory-policy': 'noeviction',
    loglevel: 'notice',
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}\n`)
    .join('');
}

/** Resolves once this very Redis answers, and not a stranger on its port; with a reason when it never does. */
async function untilAnswers(url: string, pid: number | undefined): Promise<string | undefined> {
  const redis = new Redis(url, {
    retryStrategy: () => 20,
    maxRetriesPerRequest: null,
    connectTimeout: 1_000,
  });
  redis.on('error', () => undefined);
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${READY_TIMEOUT_MS / 1000} s`), READY_TIMEOUT_MS);
  });
  const answered = redis.info('server').then((text) => {
    const isOwn = new RegExp(`^process_id:${pid}\\r?$`, 'm').test(text);
    // A stranger's answer says nothing; our own then ends for want of the port.
    return isOwn ? undefined : expired;
  });
  const failure = await Promise.race([answered, expired]).finally(() => clearTimeout(timer));
  redis.disconnect();
  return failure;
}
