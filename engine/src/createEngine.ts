import { rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { resolve } from 'node:path';

import { createExecutor } from './execute.ts';
import { createHandler } from './createHandler.ts';
import { createLane } from './lane.ts';
import { openSessions } from './openSessions.ts';
import { createOwnerRequests } from './ownerRequests.ts';
import { forgetReplaced } from './restoredFolder.ts';
import { DEFAULT_ENGINE_LIMITS, type EngineLimits } from './serverConfig.ts';

export interface EngineOptions {
  /** Folder of the tables; made when it is missing, and held by this process alone until `close`. */
  readonly folder: string;
  /** Password of the user `default`; without one every local process may ask. */
  readonly password?: string;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  readonly limits?: Partial<EngineLimits>;
  /** Called when the tables were exchanged for restored ones: whoever keeps what it read from the old ones should forget it. */
  readonly onRestored?: () => void;
  /** Called when the engine cannot go on, so that its process had better end. */
  readonly onUnusable?: (error: Error) => void;
}

export interface Engine {
  /** Address without credentials. */
  readonly url: string;
  readonly port: number;
  /**
   * Tables, as `database.table`, in which a kill had left an insert on record without its rows: its retry would have been
   * taken for a duplicate, and is now stored.
   */
  readonly mended: readonly string[];
  /** Lets running statements finish for a moment, stops the rest, and gives the folder back. */
  close(): Promise<void>;
}

/** How long running statements may go on after `close` was called. */
const CLOSE_GRACE_MS = 5_000;
/** How long answers that are made may take to reach their clients then. */
const CUT_AFTER_MS = 500;
/** Parameters travel in the address; a ClickHouse server allows as much. */
const MAX_HEAD_BYTES = 1024 * 1024;
/** Longer than clients keep an idle connection, so that they never write into one that is being closed. */
const KEEP_ALIVE_MS = 30_000;

function listen(server: Server, where: { host: string; port: number } | { path: string }): Promise<number> {
  return new Promise((fulfil, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      const address = server.address();
      fulfil(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function toListenError(error: unknown, host: string, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason = code === 'EADDRINUSE' ? 'it is in use by another program' : String(error);
  return new Error(`The engine cannot listen on ${host}:${port}: ${reason}.`, { cause: error });
}

function createEngineServer(handle: RequestListener): Server {
  const server = createServer({ maxHeaderSize: MAX_HEAD_BYTES }, handle);
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
}

/** Takes no more connections, and resolves when the last one has ended. */
function closeServer(server: Server): Promise<void> {
  return new Promise((fulfil) => {
    server.close(() => fulfil());
    server.closeIdleConnections();
  });
}

/**
 * Starts ClickHouse in this process and serves its HTTP protocol, on a port and, for the owner of the folder, on a Unix socket in
 * it.
 *
 * @throws {FolderUnusable} when the folder is in use or cannot be opened
 * @throws {Error} when the port is taken; every message is one sentence for people
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const limits: EngineLimits = { ...DEFAULT_ENGINE_LIMITS, ...options.limits };
  const host = options.host ?? '127.0.0.1';
  const folder = resolve(options.folder);
  const sessions = await openSessions(folder, limits);
  // What cannot be removed now is removed by the next start.
  void forgetReplaced(folder).catch(() => undefined);
  const queries = createLane(sessions.queries, limits.waiting);
  const inserts = createLane(sessions.inserts, limits.waiting);
  const streams = createLane([...Array(limits.streamsAtOnce).keys()], limits.waiting);
  const { control, paths } = sessions;
  const executor = createExecutor({ queries, inserts, streams, control, resultsFolder: paths.results });

  let socketServer: Server | undefined;
  const listenOnSocket = async () => {
    socketServer?.close();
    socketServer = createEngineServer(handler.handle);
    // Nobody else has the folder: what is there was left by a killed engine.
    rmSync(paths.socket, { force: true });
    await listen(socketServer, { path: paths.socket });
  };

  const handler = createHandler({
    executor,
    owner: createOwnerRequests({
      folder,
      sessions,
      queries,
      inserts,
      stopQueries: () => executor.stopQueries(),
      onUnusable: options.onUnusable ?? (() => undefined),
      onRestored: async () => {
        await listenOnSocket();
        options.onRestored?.();
      },
    }),
    version: sessions.version,
    password: options.password,
    limits,
  });
  const server = createEngineServer(handler.handle);

  let port: number;
  try {
    await listenOnSocket();
    port = await listen(server, { host, port: options.port ?? 0 });
  } catch (error) {
    socketServer?.close();
    await sessions.close();
    throw toListenError(error, host, options.port ?? 0);
  }

  const close = async () => {
    const servers = socketServer === undefined ? [server] : [server, socketServer];
    const closed = Promise.all(servers.map(closeServer));
    const stopRest = setTimeout(
      () => handler.stopRequests(new Error('the engine is shutting down')),
      CLOSE_GRACE_MS,
    );
    await Promise.all([streams.close(), queries.close(), inserts.close()]);
    clearTimeout(stopRest);
    for (const each of servers) each.closeIdleConnections();
    const cutRest = setTimeout(() => {
      for (const each of servers) each.closeAllConnections();
    }, CUT_AFTER_MS);
    await closed;
    clearTimeout(cutRest);
    await sessions.close();
  };
  let closing: Promise<void> | undefined;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    mended: sessions.mended,
    close: () => (closing ??= close()),
  };
}
