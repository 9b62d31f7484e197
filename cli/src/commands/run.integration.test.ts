import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, inject, it } from 'vitest';

const BUNDLE = fileURLToPath(new URL('../../../dist/paceline.mjs', import.meta.url));
const CONFIG = fileURLToPath(new URL('../../../docker/paceline.yaml', import.meta.url));
const SECRET = 'only-for-this-test-0123456789';

const children: ChildProcess[] = [];
const servers: Server[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
});

/** `paceline run <roles>`, by itself or as a supervisor starts it, and what it printed. */
function run(roles: readonly string[], env: NodeJS.ProcessEnv, isSupervised = false) {
  const child = spawn(process.execPath, [BUNDLE, 'run', ...roles], {
    env: {
      PACELINE_CONFIG: CONFIG,
      PACELINE_INGEST_KEY: SECRET,
      PACELINE_API_TOKEN: SECRET,
      REDIS_URL: inject('redisUrl'),
      CLICKHOUSE_URL: inject('clickhouseUrl'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', ...(isSupervised ? (['ipc'] as const) : [])],
  });
  children.push(child);
  const printed: string[] = [];
  child.stderr?.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  return { child, printed: () => printed.join('') };
}

async function aTakenPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}

describe('a role', () => {
  it.each([false, true])(
    'that cannot start says so in one line and takes the roles beside it along (supervised: %s)',
    async (isSupervised) => {
      const port = await aTakenPort();
      const { child, printed } = run(['worker', 'api'], { PACELINE_PORT: port }, isSupervised);
      expect(await once(child, 'close')).toEqual([1, null]);
      expect(printed()).toMatch(/^paceline: .*in use.*\n$/);
    },
  );

  it('that still starts ends with its supervisor', async () => {
    // Nothing listens there, so it waits.
    const { child } = run(['worker'], { CLICKHOUSE_URL: 'http://127.0.0.1:1' }, true);
    await once(child, 'spawn');
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([1, null]);
  });
});
