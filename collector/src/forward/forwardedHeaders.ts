import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { type CollectorContext, nodeBindings } from '../nodeRequest.ts';

/** Headers about one connection, which are not passed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The collector answers `100 Continue` itself, and the API's host is its own. */
const OWN = new Set(['expect', 'host']);

/** Headers of the request to the query API: those of `c`, and who asked for what. */
export function toApiHeaders(c: CollectorContext): OutgoingHttpHeaders {
  const { headers } = c.req.raw;
  const named = namedByConnection(headers.get('connection'));
  const passed: OutgoingHttpHeaders = {};
  for (const [name, value] of headers) {
    if (!HOP_BY_HOP.has(name) && !OWN.has(name) && !named.has(name)) passed[name] = value;
  }
  const { protocol, host } = new URL(c.req.url);
  const address = nodeBindings(c).incoming?.socket.remoteAddress;
  const addresses = [headers.get('x-forwarded-for'), address].filter(
    (text) => text !== null && text !== undefined,
  );
  if (addresses.length > 0) passed['x-forwarded-for'] = addresses.join(', ');
  passed['x-forwarded-proto'] = headers.get('x-forwarded-proto') ?? protocol.slice(0, -1);
  passed['x-forwarded-host'] = headers.get('x-forwarded-host') ?? host;
  return passed;
}

/** Headers of the answer, as the query API gave them. */
export function toClientHeaders(answer: IncomingMessage): Headers {
  const named = namedByConnection(answer.headers.connection ?? null);
  const passed = new Headers();
  for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2) {
    const name = answer.rawHeaders[index]?.toLowerCase() ?? '';
    if (!HOP_BY_HOP.has(name) && !named.has(name)) passed.append(name, answer.rawHeaders[index + 1] ?? '');
  }
  if (!passed.has('x-content-type-options')) passed.set('x-content-type-options', 'nosniff');
  return passed;
}

function namedByConnection(connection: string | null): ReadonlySet<string> {
  return new Set((connection ?? '').split(',').map((name) => name.trim().toLowerCase()));
}
