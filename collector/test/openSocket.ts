import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A TCP connection to write HTTP to by hand. */
export interface TestSocket {
  readonly socket: Socket;
  /** Everything that has arrived. */
  readonly received: () => string;
  readonly isClosed: () => boolean;
}

export function openSocket(port: number): TestSocket {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  let received = '';
  socket.on('data', (chunk) => {
    received += chunk.toString();
  });
  // A connection that the server cut is what some tests want.
  socket.on('error', () => undefined);
  return { socket, received: () => received, isClosed: () => socket.closed };
}

/** The head of a request that posts a batch. */
export function postHead(key: string, headers: Record<string, string | number>): string {
  const lines = Object.entries({ host: 'paceline.test', 'content-type': 'text/plain', ...headers });
  return [
    `POST /v1/events?key=${key} HTTP/1.1`,
    ...lines.map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');
}
