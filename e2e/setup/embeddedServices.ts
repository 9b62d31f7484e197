import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { spawnEngine } from '@paceline/engine';

import { findProgram, toInstallCommand } from './programPath.ts';

/** Redis and ClickHouse that tests run against. */
export interface Services {
  readonly redisUrl: string;
  readonly clickhouseUrl: string;
  /** What they are, for people. */
  readonly description: string;
  stop(): Promise<void>;
}

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const REDIS_READY_MS = 10_000;

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(500);
    const finish = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket.once('data', (answer) => finish(answer.toString().startsWith('+PONG')));
    socket.once('error', () => finish(false));
    socket.once('timeout', () => finish(false));
  });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = new Promise((resolve) => {
    child.once('exit', resolve);
  });
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(timer);
}

async function startRedis(folder: string): Promise<{ url: string; stop(): Promise<void> }> {
  const program = findProgram(['redis-server', 'valkey-server']);
  if (program === undefined) {
    const command = toInstallCommand({
      'apt-get': 'redis-server',
      dnf: 'valkey',
      apk: 'valkey',
      brew: 'redis',
    });
    throw new Error(`The integration tests need redis-server: run "${command}".`);
  }
  const port = await findFreePort();
  const options = {
    port: String(port),
    bind: '127.0.0.1',
    dir: folder,
    appendonly: 'yes',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(program, [...args, '--save', ''], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (text: Buffer) => {
    printed = (printed + text.toString()).slice(-2_000);
  });
  const deadline = Date.now() + REDIS_READY_MS;
  while (!(await answersPing(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stopChild(child);
      throw new Error(`${program} did not start; it said: ${printed}`);
    }
    await wait(20);
  }
  return { url: `redis://127.0.0.1:${port}`, stop: () => stopChild(child) };
}

/** A Redis and an engine of this machine, each in a temporary folder. */
export async function startEmbeddedServices(): Promise<Services> {
  const folder = await mkdtemp(join(tmpdir(), 'paceline-test-'));
  const redis = await startRedis(folder);
  const engine = await spawnEngine({
    command: [process.execPath, '--import', 'tsx', join(REPOSITORY, 'engine/src/main.ts')],
    folder: join(folder, 'engine'),
    password: randomBytes(16).toString('hex'),
    cwd: REPOSITORY,
    onLog: (line) => process.stderr.write(`engine: ${line}\n`),
  }).catch(async (error: unknown) => {
    await redis.stop();
    throw error;
  });
  return {
    redisUrl: redis.url,
    clickhouseUrl: engine.url,
    description: 'redis-server of this machine and the embedded ClickHouse engine',
    stop: async () => {
      await Promise.all([redis.stop(), engine.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
