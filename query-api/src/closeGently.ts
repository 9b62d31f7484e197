import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Prepares a server for closing without losing what is in flight, and without waiting for connections that are only
 * kept open. Node's own `closeIdleConnections` spares those that have never carried a request, which browsers and
 * fetch open ahead of need.
 *
 * @returns closes the server; requests that are in flight longer than `withinMs` are cut off, which `onCutOff` is told
 */
export function closeGently(server: Server): (withinMs: number, onCutOff: () => void) => Promise<void> {
  /** Requests in flight, by connection. */
  const inFlight = new Map<Socket, number>();
  let isClosing = false;

  function count(socket: Socket, change: 1 | -1): void {
    const requests = inFlight.get(socket);
    if (requests === undefined) return;
    inFlight.set(socket, requests + change);
    if (isClosing && requests + change === 0) socket.destroySoon();
  }

  server.on('connection', (socket: Socket) => {
    inFlight.set(socket, 0);
    socket.once('close', () => inFlight.delete(socket));
  });
  server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    count(socket, 1);
    response.once('close', () => count(socket, -1));
  });

  return (withinMs, onCutOff) =>
    new Promise((resolve) => {
      isClosing = true;
      const cutOff = setTimeout(() => {
        onCutOff();
        server.closeAllConnections();
      }, withinMs);
      server.close(() => {
        clearTimeout(cutOff);
        resolve();
      });
      for (const [socket, requests] of inFlight) if (requests === 0) socket.destroySoon();
    });
}
