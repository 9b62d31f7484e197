import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { type CollectorContext, nodeBindings } from '../nodeRequest.ts';

/** What the address of a batch may say in place of a header, which would cost a page a CORS preflight. */
export type Parameter = 'key' | 'encoding';

/** What taking batches needs of a request, whether it comes by way of the framework or straight from Node. */
export interface IngestRequest {
  /** The value of a header, named in lower case. */
  header(name: string): string | undefined;
  /** A parameter of the address; empty or nothing when there is none. */
  parameter(name: Parameter): string | undefined;
  /** Address of the socket's other end; empty without a socket. */
  readonly remoteAddress: string;
  /** The body as it arrives; nothing when the request has none. */
  body(): Readable | undefined;
}

/** An answer, before it is one of the framework or of Node. */
export interface IngestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A request as Node has it: its headers and its stream cost less than those of a web request. */
export class NodeIngestRequest implements IngestRequest {
  readonly #incoming: IncomingMessage;
  #parameters: URLSearchParams | undefined;

  constructor(incoming: IncomingMessage) {
    this.#incoming = incoming;
  }

  get remoteAddress(): string {
    return this.#incoming.socket.remoteAddress ?? '';
  }

  header(name: string): string | undefined {
    const value = this.#incoming.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  }

  parameter(name: Parameter): string | undefined {
    const { url = '' } = this.#incoming;
    const start = url.indexOf('?');
    if (start < 0) return undefined;
    this.#parameters ??= new URLSearchParams(url.slice(start + 1));
    return this.#parameters.get(name) ?? undefined;
  }

  body(): Readable | undefined {
    const { headers } = this.#incoming;
    const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
    return hasBody ? this.#incoming : undefined;
  }
}

/** The request of a context: Node's own where there is a socket. */
export function toIngestRequest(c: CollectorContext): IngestRequest {
  const { incoming } = nodeBindings(c);
  if (incoming !== undefined) return new NodeIngestRequest(incoming);
  return {
    header: (name) => c.req.header(name),
    parameter: (name) => c.req.query(name),
    remoteAddress: '',
    body: () => (c.req.raw.body === null ? undefined : Readable.fromWeb(c.req.raw.body)),
  };
}
