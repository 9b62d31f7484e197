import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer } from '../src/findRedisServer.ts';
import { spawnRedis } from '../src/spawnRedis.ts';

async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** A Redis of one test, that can be killed, frozen and started again on its port and folder. */
export async function startOwnRedis({ maxMemoryBytes = 64 * 1024 * 1024 } = {}) {
  // oxlint-disable-next-line node/no-process-env -- the programs of the machine that the tests run on
  const binary = findRedisServer(process.env['PATH'] ?? '');
  if (binary === undefined) throw new Error('redis-server is not in PATH');
  const folder = await mkdtemp(join(tmpdir(), 'paceline queue '));
  const options = { binary, folder, port: await findFreePort(), password: 'a password#1', maxMemoryBytes };
  let redis = await spawnRedis(options);
  return {
    url: redis.url,
    folder,
    options,
    child: () => redis.child,
    /** Starts anew, on the same folder and port. */
    async start() {
      redis = await spawnRedis(options);
    },
    stop: () => redis.stop(),
    async remove() {
      redis.child.kill('SIGCONT');
      await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
