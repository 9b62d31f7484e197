import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { toProblemParts } from './problem.ts';
import type { Refusal } from './refusal.ts';

/**
 * Answers requests that never become one (not HTTP, headers too large, too slow) with a problem too, where
 * Node would answer without a body.
 */
export function answerBrokenRequests(server: Server): void {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.prependListener('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answers.set(incoming.socket, outgoing);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const answer = answers.get(socket);
    // In the middle of another answer a second one would be read as part of it.
    const isAnswering = answer !== undefined && answer.headersSent && !answer.writableFinished;
    if (socket.writable && !isAnswering && error.code !== 'ECONNRESET') {
      socket.write(toMessage(toRefusal(error)));
    }
    socket.destroy();
  });
}

function toRefusal(error: NodeJS.ErrnoException): Refusal {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return { reason: 'request-timeout' };
  if (error.code === 'HPE_HEADER_OVERFLOW') return { reason: 'headers-too-large' };
  return { reason: 'malformed-request', detail: error.code ?? 'not HTTP' };
}

function toMessage(refusal: Refusal): string {
  const { status, headers, body } = toProblemParts(refusal);
  const lines = Object.entries({
    ...headers,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  return [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n');
}
