import * as http from 'node:http';
import * as https from 'node:https';
import type { Logger } from 'pino';
import type { CollectorMetrics } from '../metrics/createCollectorMetrics.ts';
import { type CollectorContext, nodeBindings, requestBody } from '../nodeRequest.ts';
import { problemResponse } from '../problem.ts';
import { toApiHeaders, toClientHeaders } from './forwardedHeaders.ts';
import { toWebBody } from './toWebBody.ts';

/** Longest time until the query API begins to answer. */
const ANSWER_TIMEOUT_MS = 60_000;

const BODILESS_STATUS = new Set([204, 205, 304]);

interface Deps {
  readonly apiUrl: string;
  readonly metrics: CollectorMetrics;
  readonly log: Logger;
}

export interface Forwarder {
  /** Asks the query API what the collector was asked, and passes its answer on, both as they arrive. */
  forward(c: CollectorContext): Promise<Response>;
  /** Ends event streams, which would never end by themselves, and those that still begin. */
  endStreams(): void;
  /** Gives the connections back. */
  close(): void;
}

export function createForwarder({ apiUrl, metrics, log }: Deps): Forwarder {
  const base = new URL(apiUrl);
  const { request, Agent } = base.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true });
  const basePath = base.pathname.replace(/\/$/, '');
  const openStreams = new Set<() => void>();
  let isEnding = false;
  let isReachable = true;

  function ask(c: CollectorContext, isRetry = false): Promise<http.IncomingMessage> {
    const { pathname, search } = new URL(c.req.url);
    const body = requestBody(c);
    const headers = toApiHeaders(c);
    // Node frames no body of a GET or DELETE by itself: the API would read it as the next request.
    if (body !== undefined && headers['content-length'] === undefined)
      headers['transfer-encoding'] = 'chunked';
    return new Promise((resolve, reject) => {
      const asked = request({
        protocol: base.protocol,
        // Without the brackets of an IPv6 address.
        hostname: base.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: base.port,
        path: `${basePath}${pathname}${search}`,
        method: c.req.raw.method,
        headers,
        agent,
        signal: c.req.raw.signal,
      });
      asked.setTimeout(ANSWER_TIMEOUT_MS, () => asked.destroy(new Error('no answer in time')));
      asked.on('response', (answer) => {
        asked.setTimeout(0);
        resolve(answer);
      });
      asked.on('error', (error: NodeJS.ErrnoException) => {
        // A kept connection may be closed by the API just when it is used again.
        const isStale = asked.reusedSocket && error.code === 'ECONNRESET' && body === undefined && !isRetry;
        if (isStale) resolve(ask(c, true));
        else reject(error);
      });
      if (body === undefined) asked.end();
      else body.on('error', () => asked.destroy()).pipe(asked);
    });
  }

  function passOn(c: CollectorContext, answer: http.IncomingMessage): Response {
    const status = answer.statusCode ?? 502;
    const headers = toClientHeaders(answer);
    if (c.req.raw.method === 'HEAD' || BODILESS_STATUS.has(status)) {
      answer.resume();
      return new Response(null, { status, headers });
    }
    const isStream = answer.headers['content-type']?.startsWith('text/event-stream') ?? false;
    const { outgoing } = nodeBindings(c);
    let endStream: (() => void) | undefined;
    const body = toWebBody(answer, {
      onBroken: outgoing && ((error) => outgoing.destroy(error)),
      onCancel: () => answer.destroy(),
      onOpen(end) {
        if (!isStream) return;
        endStream = () => {
          end();
          answer.destroy();
        };
        openStreams.add(endStream);
      },
      onClosed: () => endStream && openStreams.delete(endStream),
    });
    if (isEnding) endStream?.();
    return new Response(body, { status, headers });
  }

  return {
    async forward(c) {
      try {
        const response = passOn(c, await ask(c));
        metrics.forwards.inc({ outcome: 'answered' });
        if (!isReachable) log.info('the query API answers again');
        isReachable = true;
        return response;
      } catch (error) {
        if (c.req.raw.signal.aborted) {
          metrics.forwards.inc({ outcome: 'client-gone' });
          return problemResponse({ reason: 'incomplete-body' });
        }
        metrics.forwards.inc({ outcome: 'unavailable' });
        // Said once, not for every request.
        if (isReachable) log.error({ err: error }, 'the query API does not answer');
        isReachable = false;
        return problemResponse({ reason: 'api-unavailable' });
      }
    },
    endStreams() {
      isEnding = true;
      for (const end of openStreams) end();
    },
    close: () => agent.destroy(),
  };
}
