import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { authenticate } from './credentials.ts';
import { parseEngineRequest } from './engineRequest.ts';
import { EngineException, toEngineException } from './exception.ts';
import type { Executor } from './execute.ts';
import { createHttpAnswer, type HttpAnswer } from './httpAnswer.ts';
import type { OwnerRequests } from './ownerRequests.ts';
import { createBodyReader } from './requestBody.ts';
import type { EngineLimits } from './serverConfig.ts';
import { parseStatement } from './statement.ts';

export interface HandlerDeps {
  readonly executor: Executor;
  readonly owner: OwnerRequests;
  /** ClickHouse's version. */
  readonly version: string;
  readonly password: string | undefined;
  readonly limits: EngineLimits;
}

export interface Handler {
  readonly handle: RequestListener;
  /** Gives up every request that is not answered yet. */
  stopRequests(reason: Error): void;
}

/** Like a server, a GET may only read. */
function assertReadOnly(text: string): void {
  if (parseStatement(text).reads) return;
  throw new EngineException(164, 'READONLY', 'Cannot execute query in readonly mode: use POST.');
}

/** ClickHouse's HTTP protocol, and beside it `POST /snapshot` and `POST /restore` for the owner of the folder. */
export function createHandler({ executor, owner, version, password, limits }: HandlerDeps): Handler {
  const bodies = createBodyReader({ bodyBytes: limits.insertBytes, heldBytes: limits.heldBytes });
  const running = new Set<AbortController>();

  /** Does what a client asks for until it is answered, or the client leaves. */
  const answer = async (
    request: IncomingMessage,
    response: ServerResponse,
    { searchParams }: URL,
    work: (http: HttpAnswer, signal: AbortSignal) => Promise<void>,
  ) => {
    const http = createHttpAnswer(response, {
      queryId: searchParams.get('query_id') || randomUUID(),
      version,
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
      authenticate(request.headers, searchParams, password);
      await work(http, gone.signal);
    } catch (error) {
      if (response.destroyed) return;
      // The rest of a refused body would be read as the next request.
      if (!request.complete) response.setHeader('Connection', 'close');
      http.sendException(toEngineException(error));
    } finally {
      running.delete(gone);
    }
  };

  const answerQuery = (request: IncomingMessage, response: ServerResponse, address: URL) =>
    answer(request, response, address, async (http, signal) => {
      const body = await bodies.read(request);
      try {
        const engineRequest = await parseEngineRequest(request.headers, address.searchParams, body.bytes);
        if (request.method === 'GET') assertReadOnly(engineRequest.text);
        await http.sendAnswer(await executor.execute(engineRequest, signal));
      } finally {
        body.free();
      }
    });

  return {
    handle: (request, response) => {
      const address = new URL(request.url ?? '/', 'http://engine');
      const { method } = request;
      const path = `${method} ${address.pathname}`;
      if (method === 'GET' && !address.searchParams.has('query') && /^\/(ping)?$/.test(address.pathname)) {
        response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
        response.end('Ok.\n');
      } else if (path === 'GET /' || path === 'POST /') {
        void answerQuery(request, response, address);
      } else if (path === 'POST /snapshot') {
        void answer(request, response, address, (_http, signal) => owner.holdSnapshot(response, signal));
      } else if (path === 'POST /restore') {
        void answer(request, response, address, async () => {
          await owner.restore();
          response.end('Ok.\n');
        });
      } else {
        response.statusCode = 404;
        response.end('There is no such page: queries are posted to /.\n');
      }
    },
    stopRequests: (reason) => {
      for (const gone of running) gone.abort(reason);
    },
  };
}
