import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { maskKeys } from '../maskKeys.ts';
import { toProblemParts } from '../problem.ts';
import type { Ingest } from './createIngest.ts';
import { NodeIngestRequest } from './ingestRequest.ts';

interface Deps {
  readonly ingest: Ingest;
  readonly path: string;
  /** Requests that announce a larger body, or do not say how large it is, are left to the framework. */
  readonly mostBytes: number;
  readonly log: Logger;
}

/** A host as clients send it; what is odd is left to the framework, which looks closer. */
const HOST = /^[\w.-]+(?::\d{1,5})?$/;

/**
 * Takes ordinary batches straight from Node, past the framework, whose requests and answers are a third of the cost of taking
 * one. Everything out of the ordinary goes the long way, to the same decisions. Says whether it took the request.
 */
export function createNodeIngest({ ingest, path, mostBytes, log }: Deps) {
  const start = `${path}?`;

  function isOrdinary({ method, url = '', headers }: IncomingMessage): boolean {
    if (method !== 'POST' || (url !== path && !url.startsWith(start))) return false;
    const { host, 'content-length': length, 'transfer-encoding': transfer } = headers;
    // Without a length nothing says how much would have to be read past a refusal.
    if (length === undefined || transfer !== undefined || Number(length) > mostBytes) return false;
    return host !== undefined && HOST.test(host);
  }

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { status, headers, body } = await ingest
      .post(new NodeIngestRequest(incoming))
      .catch((error: unknown) => {
        const reason = maskKeys(error instanceof Error ? (error.stack ?? error.message) : String(error));
        log.error({ reason, method: incoming.method, path }, 'the collector failed on a request');
        return toProblemParts({ reason: 'internal' });
      });
    outgoing.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    outgoing.end(body);
    // What was refused unread is read past, as the next request of the connection comes after it.
    if (!incoming.readableEnded) incoming.resume();
  }

  return function takeRequest(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    if (!isOrdinary(incoming)) return false;
    void answer(incoming, outgoing);
    return true;
  };
}
