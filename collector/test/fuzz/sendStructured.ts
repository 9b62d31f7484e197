import { type Agent, request } from 'node:http';
import type { Answer } from './readAnswers.ts';
import type { StructuredRequest } from './structuredInput.ts';

export interface Sent {
  /** `undefined` when the connection was cut before there was an answer. */
  readonly answer: Answer | undefined;
  /** Whether the batch was sent twice, as the first try met a connection that was just being closed. */
  readonly isRetried: boolean;
}

/** Sends a batch on a connection that is kept, as SDKs do. */
export async function sendStructured(port: number, batch: StructuredRequest, agent: Agent): Promise<Sent> {
  const first = await sendOnce(port, batch, agent);
  if (first.answer !== undefined || !first.wasReused) return { answer: first.answer, isRetried: false };
  const { answer } = await sendOnce(port, batch, false);
  return { answer, isRetried: true };
}

interface Try {
  readonly answer: Answer | undefined;
  readonly wasReused: boolean;
}

function sendOnce(port: number, { headers, body }: StructuredRequest, agent: Agent | false): Promise<Try> {
  return new Promise((resolve) => {
    const outgoing = request({
      agent,
      port,
      host: '127.0.0.1',
      path: '/v1/events',
      method: 'POST',
      headers: { ...headers, 'content-length': body.length },
    });
    const settle = (answer?: Answer) => resolve({ answer, wasReused: outgoing.reusedSocket });
    outgoing.on('error', () => settle());
    outgoing.on('response', (incoming) => {
      let text = '';
      incoming.setEncoding('latin1');
      incoming.on('data', (chunk: string) => {
        text += chunk;
      });
      incoming.on('error', () => settle());
      incoming.on('end', () => {
        const names = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const);
        settle({ status: incoming.statusCode ?? 0, headers: new Map(names), body: text });
      });
    });
    outgoing.end(body);
  });
}
