import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { toProblemParts } from './problem.ts';
import type { Refusal } from './refusal.ts';
import type { Connections } from './trackConnections.ts';

/**
 * Answers requests that never become one (not HTTP, headers too large, too slow) with a problem too, where
 * Node would answer without a body.
 */
export function answerBrokenRequests(server: Server, connections: Connections): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    // In the middle of another answer a second one would be read as part of it.
    if (socket.writable && !connections.isAnswering(socket) && error.code !== 'ECONNRESET') {
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
