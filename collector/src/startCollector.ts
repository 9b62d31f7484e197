import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { Logger } from 'pino';
import { answerBrokenRequests } from './answerBrokenRequests.ts';
import { type BuiltCollector, buildCollector } from './buildCollector.ts';
import type { CollectorOptions } from './collectorOptions.ts';
import { maskKeys } from './maskKeys.ts';
import { problemResponse } from './problem.ts';
import { type Connections, trackConnections } from './trackConnections.ts';

export interface StartOptions extends CollectorOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Longest time for a request to arrive, body included, in milliseconds; default 30,000. */
  readonly requestTimeoutMs?: number;
}

export interface RunningCollector {
  readonly url: string;
  readonly port: number;
  /**
   * Stops accepting, ends event streams, finishes the other requests in flight (within 5 seconds) and flushes the producer.
   */
  close(): Promise<void>;
}

const REQUEST_TIMEOUT_MS = 30_000;
const MOST_HEADERS_TIMEOUT_MS = 10_000;
/** Longer than load balancers keep an idle connection (60 s), so that none is closed just as it is used again. */
const KEEP_ALIVE_MS = 65_000;
/** Longest time that requests in flight may take once the collector closes. */
const DRAIN_MS = 5000;
/** How often connections that became idle are looked for while closing. */
const IDLE_CHECK_MS = 20;

/**
 * Starts a collector. It owns its producer and its rate limiter from here on: they are closed with the collector, and also
 * when the start fails.
 *
 * @throws {Error} with one sentence for people when host and port cannot be listened on
 */
export async function startCollector(options: StartOptions): Promise<RunningCollector> {
  const { host, port, log, producer, rateLimiter } = options;
  const collector = buildCollector(options);
  const server = createHttpServer(options, collector);
  const connections = trackConnections(server);
  answerBrokenRequests(server, connections);
  try {
    await listen(server, host, port);
  } catch (error) {
    collector.close();
    await Promise.all([producer.close(), rateLimiter.close()]);
    throw error;
  }
  const bound = portOf(server);
  const url = `http://${toUrlHost(host)}:${bound}`;
  log.info({ url }, 'the collector listens');

  let closing: Promise<void> | undefined;
  const close = async () => {
    const closed = closeServer(server, connections, log);
    collector.endStreams();
    await closed;
    collector.close();
    await Promise.all([producer.close(), rateLimiter.close()]);
  };
  return { url, port: bound, close: () => (closing ??= close()) };
}

function createHttpServer(
  { requestTimeoutMs = REQUEST_TIMEOUT_MS, log }: StartOptions,
  { app, takeRequest }: Pick<BuiltCollector, 'app' | 'takeRequest'>,
): Server {
  const server = createServer({
    requestTimeout: requestTimeoutMs,
    headersTimeout: Math.min(requestTimeoutMs, MOST_HEADERS_TIMEOUT_MS),
    connectionsCheckingInterval: Math.max(50, requestTimeoutMs / 10),
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Refused with a problem by the listener, where Node would refuse it without a body.
    requireHostHeader: false,
  });
  const answer = getRequestListener(app.fetch, {
    errorHandler(error) {
      if (error instanceof RequestError) {
        return problemResponse({ reason: 'malformed-request', detail: error.message });
      }
      log.error({ reason: maskKeys(String(error)) }, 'a request could not be served');
      return problemResponse({ reason: 'internal' });
    },
  });
  server.on('request', (incoming, outgoing) => {
    if (!takeRequest(incoming, outgoing)) void answer(incoming, outgoing);
  });
  // Node would answer an expectation that it does not know with 417 and no body; it may as well be passed over.
  server.on('checkExpectation', (incoming, outgoing) => server.emit('request', incoming, outgoing));
  return server;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const where = `port ${port} of ${host}`;
  const message: Readonly<Record<string, string>> = {
    EADDRINUSE: `The collector cannot start: ${where} is in use by another program; stop that, or set PACELINE_PORT.`,
    EACCES: `The collector cannot start: this user may not listen on ${where}; set PACELINE_PORT to 1024 or more.`,
    EADDRNOTAVAIL: `The collector cannot start: ${host} is no address of this machine; set PACELINE_HOST.`,
    ENOTFOUND: `The collector cannot start: the host ${host} is not known; set PACELINE_HOST.`,
  };
  const code = error.code ?? '';
  return new Error(
    message[code] ?? `The collector cannot start: it cannot listen on ${where} (${error.message}).`,
    {
      cause: error,
    },
  );
}

async function closeServer(server: Server, connections: Connections, log: Logger): Promise<void> {
  const idleCheck = setInterval(() => connections.closeIdle(), IDLE_CHECK_MS);
  const lastCall = setTimeout(() => {
    log.warn('requests were still in flight when the collector closed');
    server.closeAllConnections();
  }, DRAIN_MS);
  try {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  } finally {
    clearInterval(idleCheck);
    clearTimeout(lastCall);
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The collector has no port.');
  return address.port;
}

/** A host as an address can be opened: a wildcard is reached on this machine, IPv6 stands in brackets. */
function toUrlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}
