import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: (\d+)/i;

/** One connection with one request on its way at a time: no more of HTTP than a load generator needs. */
export interface LoadConnection {
  /** Writes a request; `done` gets the status of its answer, or 0 when the connection broke. */
  send(request: Buffer, done: (status: number) => void): void;
  close(): void;
}

/** Connects, and again when the connection breaks. */
export function createConnection(host: string, port: number): LoadConnection {
  let waiting: ((status: number) => void) | undefined;
  let received: Buffer = Buffer.alloc(0);
  let isClosed = false;
  let socket = open();

  function open() {
    const opened = connect({ host, port, noDelay: true });
    opened.on('data', (chunk) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const headEnd = received.indexOf(HEAD_END);
      if (headEnd < 0) return;
      const head = received.toString('latin1', 0, headEnd);
      const length = Number(LENGTH.exec(head)?.[1] ?? 0);
      if (received.length < headEnd + HEAD_END.length + length) return;
      received = Buffer.alloc(0);
      finish(Number(head.slice(9, 12)));
    });
    opened.on('error', () => undefined);
    opened.on('close', () => {
      if (isClosed) return;
      received = Buffer.alloc(0);
      socket = open();
      finish(0);
    });
    return opened;
  }

  function finish(status: number): void {
    const done = waiting;
    waiting = undefined;
    done?.(status);
  }

  return {
    send(request, done) {
      waiting = done;
      socket.write(Buffer.from(request));
    },
    close() {
      isClosed = true;
      socket.destroy();
    },
  };
}
