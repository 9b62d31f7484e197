import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { batchSchema, type EventOf, type EventType } from '@paceline/protocol';

type Batch = ReturnType<ReturnType<typeof batchSchema>['parse']>;

/** One request that the receiver answered. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly batch: Batch;
  readonly status: number;
  readonly at: number;
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Takes the batch, and breaks the connection instead of answering. */
  readonly isLost?: true;
}

/** A collector as small as it can be: takes batches, checks each against the protocol's schema. */
export interface Receiver {
  readonly endpoint: string;
  /** Every request so far, the refused ones too. */
  readonly received: readonly Received[];
  /** Events of all batches that were taken, of one type; a batch that came twice counts once. */
  events<Type extends EventType>(type: Type): readonly EventOf<Type>[];
  /** Answers to give before going back to `202`. */
  answerNext(...answers: readonly Answer[]): void;
  /** Stops listening; `start` listens on the same port again. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers: Answer[] = [];
  let server: Server | undefined;
  let port = 0;

  async function start(): Promise<void> {
    const listening = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const batch = batchSchema().parse(JSON.parse(Buffer.concat(parts).toString()));
        const answer = answers.shift() ?? { status: 202 };
        const { headers, url: path = '' } = request;
        received.push({ path, headers, batch, status: answer.status, at: Date.now() });
        if (answer.isLost === true) {
          request.socket.destroy();
          return;
        }
        const accepted = JSON.stringify({ accepted: batch.events.length, dropped: [] });
        response.writeHead(answer.status, answer.headers).end(answer.body ?? accepted);
      });
    });
    await new Promise<void>((resolve) => listening.listen(port, '127.0.0.1', resolve));
    port = (listening.address() as AddressInfo).port;
    server = listening;
  }

  await start();
  return {
    endpoint: `http://127.0.0.1:${port}`,
    received,
    events<Type extends EventType>(type: Type) {
      const taken = new Map(
        received.filter(({ status }) => status === 202).map(({ batch }) => [batch.id, batch.events]),
      );
      return [...taken.values()].flat().filter((event): event is EventOf<Type> => event.type === type);
    },
    answerNext(...next) {
      answers.push(...next);
    },
    async stop() {
      const stopping = server;
      server = undefined;
      stopping?.closeAllConnections();
      await new Promise((resolve) => (stopping === undefined ? resolve(undefined) : stopping.close(resolve)));
    },
    start,
  };
}
