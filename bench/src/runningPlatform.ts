import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePort } from './findFreePort.ts';
import { processMemoryMb } from './processMemory.ts';
import { processTree } from './processTree.ts';

/** What a part of the platform is called, by a piece of its command line. */
const NAMES: readonly (readonly [piece: string, name: string])[] = [
  ['redis-server', 'redis'],
  ['valkey-server', 'redis'],
  ['engine.mjs', 'engine'],
  ['run collector', 'collector'],
  ['run worker', 'worker'],
  ['paceline.mjs up', 'supervisor'],
];

export interface PlatformOptions {
  /** Text of `paceline.yaml`; without it there is one app, `demo`. */
  readonly yaml?: string;
  /** Added to its environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where what it prints on the standard error goes; default this process's own. */
  readonly onError?: (text: string) => void;
}

/** The platform, started on an empty folder as its user does. */
export interface RunningPlatform {
  readonly url: string;
  readonly port: number;
  /** Ingest key of the app `demo`, when no file names apps. */
  readonly ingestKey: string;
  readonly apiToken: string;
  /** Time from its start until it said that it was ready. */
  readonly readySeconds: number;
  /** Asks the query API. */
  ask(path: string): Promise<Response>;
  /** Process ids by the name of the part. */
  processes(): ReadonlyMap<string, number>;
  /** Resident memory by the name of the part, in megabytes. */
  memoryMb(): Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

export async function startPlatform(options: PlatformOptions = {}): Promise<RunningPlatform> {
  const { yaml, env = {}, onError = (text) => void process.stderr.write(text) } = options;
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'paceline-bench-'));
  const data = join(folder, 'kept');
  const file = join(folder, 'paceline.yaml');
  if (yaml !== undefined) writeFileSync(file, yaml);
  const startedAt = performance.now();
  const child = spawn(process.execPath, ['scripts/paceline.mjs', 'up', '--no-install'], {
    env: {
      ...process.env,
      PACELINE_PORT: String(port),
      PACELINE_DATA: data,
      ...(yaml === undefined ? {} : { PACELINE_CONFIG: file }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.on('data', (text: Buffer) => onError(text.toString()));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line.includes('Paceline is ready')) resolve();
      });
      child.once('exit', (code) => reject(new Error(`Paceline ended while it started (exit code ${code}).`)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const readySeconds = (performance.now() - startedAt) / 1000;
  const secrets = parseSecrets(readFileSync(join(data, 'secrets.json'), 'utf8'));
  const url = `http://127.0.0.1:${port}`;
  const named = () =>
    processTree(child.pid ?? 0).map(({ pid, commandLine }) => ({
      pid,
      name: NAMES.find(([piece]) => commandLine.includes(piece))?.[1] ?? 'other',
    }));
  return {
    url,
    port,
    readySeconds,
    ...secrets,
    ask: (path) => fetch(new URL(path, url), { headers: { authorization: `Bearer ${secrets.apiToken}` } }),
    processes: () => new Map(named().map(({ name, pid }) => [name, pid])),
    memoryMb() {
      const memory: Record<string, number> = {};
      for (const { name, pid } of named()) memory[name] = (memory[name] ?? 0) + (processMemoryMb(pid) ?? 0);
      return memory;
    },
    stop,
  };
}

/** Looks at the memory of `platform` until told to stop; gives the most that each part had. */
export function watchMemory(platform: Pick<RunningPlatform, 'memoryMb'>, everyMs = 250) {
  const most: Record<string, number> = {};
  const end = new AbortController();
  const look = () => {
    for (const [name, mb] of Object.entries(platform.memoryMb())) most[name] = Math.max(most[name] ?? 0, mb);
  };
  const watching = (async () => {
    while (!end.signal.aborted) {
      look();
      await wait(everyMs, undefined, { signal: end.signal }).catch(() => undefined);
    }
  })();
  return async (): Promise<Readonly<Record<string, number>>> => {
    look();
    end.abort();
    await watching;
    return most;
  };
}

function parseSecrets(text: string): { readonly ingestKey: string; readonly apiToken: string } {
  const { ingestKey, apiToken } = JSON.parse(text) as Record<string, unknown>;
  if (typeof ingestKey !== 'string' || typeof apiToken !== 'string')
    throw new Error('secrets.json has no key and token');
  return { ingestKey, apiToken };
}
