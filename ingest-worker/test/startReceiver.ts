import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

/** A secret of the form that `paceline.yaml` takes. */
export const RECEIVER_SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

/** One request that arrived at a receiver. */
export interface ReceivedWebhook {
  readonly id: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body, after its signature was verified as receivers verify it. Throws when it is not genuine. */
  verified(): unknown;
}

export interface ReceiverAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A real HTTP server that takes webhooks. `answer` decides what each is answered; `null` never answers. */
export async function startReceiver(
  answer: (count: number) => ReceiverAnswer | null = () => ({ status: 204 }),
) {
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const { headers } = request;
      received.push({
        id: String(headers['webhook-id']),
        headers,
        text,
        verified: () => new Webhook(RECEIVER_SECRET).verify(text, headers as Record<string, string>),
      });
      const answered = answer(received.length);
      if (answered !== null) response.writeHead(answered.status, answered.headers).end('thank you');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks?token=in-the-address`,
    received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
