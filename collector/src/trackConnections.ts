import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

export interface Connections {
  /** Whether an answer on this connection has begun and is not complete. */
  isAnswering(connection: Duplex): boolean;
  /** Closes every connection on which nothing is being answered. */
  closeIdle(): void;
}

/**
 * Knows what each connection of `server` is doing. Node's own `closeIdleConnections` leaves those open that have not
 * asked anything yet, and browsers open such ones to be quicker later.
 */
export function trackConnections(server: Server): Connections {
  /** The newest answer by connection; none before the first request. Answers of one connection end in order. */
  const answers = new Map<Duplex, ServerResponse | undefined>();

  server.on('connection', (socket: Duplex) => {
    answers.set(socket, undefined);
    socket.once('close', () => answers.delete(socket));
  });
  server.prependListener('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    answers.set(incoming.socket, outgoing);
  });

  return {
    isAnswering(connection) {
      const answer = answers.get(connection);
      return answer !== undefined && answer.headersSent && !answer.writableFinished;
    },
    closeIdle() {
      for (const [connection, answer] of answers) {
        if (answer === undefined || answer.writableFinished) connection.destroy();
      }
    },
  };
}
