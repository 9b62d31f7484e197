import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { resolve } from 'node:path';

import { authenticate } from './credentials.ts';
import { parseEngineRequest } from './engineRequest.ts';
import { EngineException, toEngineException } from './exception.ts';
import { createExecutor } from './execute.ts';
import { createHttpAnswer } from './httpAnswer.ts';
import { createLane } from './lane.ts';
import { openSessions } from './openSessions.ts';
import { createBodyReader } from './requestBody.ts';
import { parseStatement } from './statement.ts';
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
/** Parameters travel in the address; a ClickHouse server allows as much. */
const MAX_HEAD_BYTES = 1024 * 1024;
/** Longer than clients keep an idle connection, so that they never write into one that is being closed. */
const KEEP_ALIVE_MS = 30_000;

function listen(server: ReturnType<typeof createServer>, host: string, port: number): Promise<number> {
  return new Promise((fulfil, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      fulfil(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function toListenError(error: unknown, host: string, port: number): Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason = code === 'EADDRINUSE' ? 'it is in use by another program' : String(error);
  return new Error(`The engine cannot listen on ${host}:${port}: ${reason}.`, { cause: error });
}

/**
 * Starts ClickHouse in this process and serves its HTTP protocol.
 *
 * @throws {FolderUnusable} when the folder is in use or cannot be opened
 * @throws {Error} when the port is taken; every message is one sentence for people
 */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const limits: EngineLimits = { ...DEFAULT_ENGINE_LIMITS, ...options.limits };
  const host = options.host ?? '127.0.0.1';
  const sessions = await openSessions(resolve(options.folder), limits);
  const queries = createLane(sessions.queries, limits.waiting);
  const inserts = createLane(sessions.inserts, limits.waiting);
  const executor = createExecutor({ queries, inserts, control: sessions.control });
  const bodies = createBodyReader({ bodyBytes: limits.insertBytes, heldBytes: limits.heldBytes });
  const running = new Set<AbortController>();

  const answerQuery = async (request: IncomingMessage, response: ServerResponse, address: URL) => {
    const { searchParams } = address;
    const http = createHttpAnswer(response, {
      queryId: searchParams.get('query_id') || randomUUID(),
      version: sessions.version,
      mayPack:
        searchParams.get('enable_http_compression') === '1' &&
        /\bgzip\b/.test(request.headers['accept-encoding'] ?? ''),
    });
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) gone.abort(new Error('the client went away'));
    });
    running.add(gone);
    try {
      authenticate(request.headers, searchParams, options.password);
      const body = await bodies.read(request);
      try {
        const engineRequest = await parseEngineRequest(request.headers, searchParams, body.bytes);
        if (request.method === 'GET') assertReadOnly(engineRequest.text);
        await http.sendAnswer(await executor.execute(engineRequest, gone.signal));
      } finally {
        body.free();
      }
    } catch (error) {
      if (response.destroyed) return;
      // The rest of a refused body would be read as the next request.
      if (!request.complete) response.setHeader('Connection', 'close');
      http.sendException(toEngineException(error));
    } finally {
      running.delete(gone);
    }
  };

  const server = createServer({ maxHeaderSize: MAX_HEAD_BYTES }, (request, response) => {
    const address = new URL(request.url ?? '/', 'http://engine');
    const asksNothing = request.method === 'GET' && !address.searchParams.has('query');
    if (asksNothing && (address.pathname === '/ping' || address.pathname === '/')) {
      response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
      response.end('Ok.\n');
    } else if (address.pathname === '/' && (request.method === 'GET' || request.method === 'POST')) {
      void answerQuery(request, response, address);
    } else {
      response.statusCode = 404;
      response.end('There is no such page: queries are posted to /.\n');
    }
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;

  let port: number;
  try {
    port = await listen(server, host, options.port ?? 0);
  } catch (error) {
    await sessions.close();
    throw toListenError(error, host, options.port ?? 0);
  }

  const close = async () => {
    const closed = new Promise<void>((fulfil) => {
      server.close(() => fulfil());
    });
    server.closeIdleConnections();
    const stopRest = setTimeout(() => {
      for (const gone of running) gone.abort(new Error('the engine is shutting down'));
    }, CLOSE_GRACE_MS);
    await Promise.all([queries.close(), inserts.close()]);
    clearTimeout(stopRest);
    server.closeIdleConnections();
    const cutRest = setTimeout(() => server.closeAllConnections(), 500);
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

/** Like a server, a GET may only read. */
function assertReadOnly(text: string): void {
  if (parseStatement(text).reads) return;
  throw new EngineException(164, 'READONLY', 'Cannot execute query in readonly mode: use POST.');
}
