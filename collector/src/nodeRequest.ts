import { Readable } from 'node:stream';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** Node's request and response; absent where the app is called without a socket (`app.request`). */
export interface CollectorEnv {
  readonly Bindings: Partial<HttpBindings>;
}

export type CollectorContext = Context<CollectorEnv>;

/** Node's own request and response, when there is a socket. */
export function nodeBindings(c: CollectorContext): Partial<HttpBindings> {
  // Without a socket Hono has no bindings at all, whatever its type says.
  const bindings: Partial<HttpBindings> | undefined = c.env;
  return bindings ?? {};
}

/**
 * The body of the request as it arrives; nothing when it has none. Read from Node's stream where there is one, which
 * costs less than a web stream around it.
 */
export function requestBody(c: CollectorContext): Readable | undefined {
  const { incoming } = nodeBindings(c);
  if (incoming === undefined) return c.req.raw.body === null ? undefined : Readable.fromWeb(c.req.raw.body);
  const { headers } = incoming;
  const hasBody = headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  return hasBody ? incoming : undefined;
}
