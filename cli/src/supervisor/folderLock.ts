import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path that every platform takes for a Unix socket. */
const LONGEST_SOCKET_PATH = 100;

export interface FolderLock {
  release(): void;
}

/**
 * Makes this process the only supervisor of `dataFolder`, by listening on a Unix socket in it: the
 * kernel frees it however this process ends, so a lock can neither be stale nor be stolen.
 *
 * @returns `undefined` when another supervisor holds the folder.
 */
export async function lockFolder(dataFolder: string): Promise<FolderLock | undefined> {
  const path = socketPath(dataFolder);
  const server = (await listen(path)) ?? (await listenAfterCrash(path));
  if (server === undefined) return undefined;
  server.unref();
  return {
    release() {
      server.close();
    },
  };
}

function socketPath(dataFolder: string): string {
  const inFolder = join(dataFolder, 'supervisor.sock');
  if (Buffer.byteLength(inFolder) <= LONGEST_SOCKET_PATH) return inFolder;
  const digest = createHash('sha256').update(dataFolder).digest('hex').slice(0, 24);
  return join(tmpdir(), `paceline-${digest}.sock`);
}

async function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.end());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(path, () => resolve(server));
  });
}

/** A socket file outlives a killed process; then nobody answers on it. */
async function listenAfterCrash(path: string): Promise<Server | undefined> {
  if (await answers(path)) return undefined;
  rmSync(path, { force: true });
  return listen(path);
}

async function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
