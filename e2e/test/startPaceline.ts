import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BUNDLE = fileURLToPath(new URL('../../dist/paceline.mjs', import.meta.url));
const READY_TIMEOUT_MS = 40_000;

export interface StartOptions {
  /** Text of `paceline.yaml`; none without it. */
  readonly yaml?: string;
  /** Data folder to start on again; a new one without it. */
  readonly folder?: string;
  readonly port?: number;
  readonly env?: NodeJS.ProcessEnv;
}

/** `paceline up` as its user runs it, in a folder of its own. */
export interface RunningPaceline {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly apiToken: string;
  /** Ingest key of the app `demo`, when no file names apps. */
  readonly ingestKey: string;
  readonly child: ChildProcess;
  /** Everything it printed so far. */
  output(): string;
  /** Asks the query API. */
  ask(path: string): Promise<Response>;
  /** Ctrl-C; resolves with the exit code. */
  interrupt(): Promise<number | null>;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

export async function aFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export async function aFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'paceline-e2e-'));
}

/** What was generated in the data folder `kept` of `folder`. */
export async function readSecrets(folder: string): Promise<{ apiToken: string; ingestKey: string }> {
  const secrets: unknown = JSON.parse(await readFile(join(folder, 'kept', 'secrets.json'), 'utf8'));
  return secrets as { apiToken: string; ingestKey: string };
}

/** Starts the command line without waiting for anything. */
export function spawnPaceline(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  if (!existsSync(BUNDLE)) throw new Error('dist/ is missing: run "npm run build" first, as "npm test" does');
  const { REDIS_URL: _redis, CLICKHOUSE_URL: _clickhouse, ...inherited } = process.env;
  const child = spawn(process.execPath, [BUNDLE, ...words], {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      printed += text.toString();
    });
  }
  const exited = new Promise<number | null>((resolve) => {
    child.once('close', (code) => resolve(code));
  });
  return { child, output: () => printed, exited };
}

/** Starts everything and waits until it says that it is ready. */
export async function startPaceline(options: StartOptions = {}): Promise<RunningPaceline> {
  const folder = options.folder ?? (await aFolder());
  if (options.yaml !== undefined) await writeFile(join(folder, 'paceline.yaml'), options.yaml);
  const port = options.port ?? (await aFreePort());
  const { child, output, exited } = spawnPaceline(['up'], folder, {
    PACELINE_PORT: String(port),
    PACELINE_DATA: join(folder, 'kept'),
    ...options.env,
  });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in time: ${output()}`)), READY_TIMEOUT_MS);
    const check = () => {
      if (!output().includes('Paceline is ready')) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout.on('data', check);
    void exited.then((code) => reject(new Error(`ended with exit code ${code}: ${output()}`)));
  });
  const { apiToken, ingestKey } = await readSecrets(folder);
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    folder,
    apiToken,
    ingestKey,
    child,
    output,
    ask: (path) => fetch(new URL(path, url), { headers: { authorization: `Bearer ${apiToken}` } }),
    async interrupt() {
      child.kill('SIGINT');
      return exited;
    },
    async remove() {
      child.kill('SIGTERM');
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
