import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { routeOf } from '../requestRoutes.ts';
import { routeTemplate } from '../routeTemplate.ts';

/** Status of a request whose client left before it was answered, as nginx logs it. */
export const CLIENT_LEFT = 499;

/** Route of what nothing answers: scanners must not fill the list of routes. */
export const UNMATCHED_ROUTE = '(unmatched)';

export interface MeasuredRequest {
  readonly method: string;
  readonly route: string;
  /** 0 when this server broke off the answer. */
  readonly status: number;
  /** To the last byte handed to the operating system, in milliseconds. */
  readonly durationMs: number;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
}

interface Pending extends Exchange {
  readonly startedAt: number;
  /** As it came: routers may rewrite `request.url` on the way. */
  readonly url: string;
}

/**
 * Measures every request that any HTTP or HTTPS server of this process answers. Returns what stops it.
 *
 * @param isOwn Whether a request is the SDK's own, and not to be measured.
 */
export function measureHttpServers(
  isOwn: (request: IncomingMessage) => boolean,
  onRequest: (measured: MeasuredRequest) => void,
): () => void {
  const pending = new WeakMap<ServerResponse, Pending>();

  function settle(response: ServerResponse, status: number): void {
    const exchange = pending.get(response);
    if (exchange === undefined) return;
    pending.delete(response);
    const { request, startedAt, url } = exchange;
    const route = routeOf(request) ?? (status === 404 ? UNMATCHED_ROUTE : routeTemplate(url));
    onRequest({ method: request.method ?? 'GET', route, status, durationMs: performance.now() - startedAt });
  }

  function onClose(this: ServerResponse): void {
    try {
      const exchange = pending.get(this);
      if (exchange !== undefined) settle(this, clientLeft(exchange.socket) ? CLIENT_LEFT : 0);
    } catch {
      // A measurement is never worth an error in the app.
    }
  }

  // A throwing subscriber would become an uncaught exception of the app.
  const onStart = guarded((message) => {
    const { request, response, socket } = message as Exchange;
    if (isOwn(request)) return;
    pending.set(response, {
      request,
      response,
      socket,
      startedAt: performance.now(),
      url: request.url ?? '/',
    });
    response.once('close', onClose);
  });
  const onFinish = guarded((message) => {
    const { response } = message as Exchange;
    settle(response, response.statusCode);
  });

  subscribe('http.server.request.start', onStart);
  subscribe('http.server.response.finish', onFinish);
  return () => {
    unsubscribe('http.server.request.start', onStart);
    unsubscribe('http.server.response.finish', onFinish);
  };
}

/** Whether the other end closed or reset the connection; otherwise this end did. */
function clientLeft(socket: Socket): boolean {
  return socket.readableEnded || (socket.errored !== null && socket.errored !== undefined);
}

function guarded(listen: (message: unknown) => void): (message: unknown) => void {
  return (message) => {
    try {
      listen(message);
    } catch {
      // A measurement is never worth an error in the app.
    }
  };
}
