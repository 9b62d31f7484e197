import { OTHER_KEY } from '../aCollector.ts';
import { exampleBatch } from './exampleBatch.ts';

/** A request as bytes go over the connection, one character a byte (Latin-1). */
export interface RawRequest {
  readonly line: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** The app of raw inputs is another one than that of structured ones, whose events are counted. */
export const RAW_KEY = OTHER_KEY;
export const GOOD_LINE = 'POST /v1/events HTTP/1.1';
export const GOOD_BODY = JSON.stringify(exampleBatch(['request', 'vital']));

/** A good request; name only what is not. Its length is that of its body unless a header frames it otherwise. */
export function rawRequest({
  line = GOOD_LINE,
  headers = [],
  body = GOOD_BODY,
  isFramed = true,
}: Partial<RawRequest> & { readonly isFramed?: boolean } = {}): RawRequest {
  const good: (readonly [string, string])[] = [
    ['host', 'paceline.test'],
    ['x-paceline-key', RAW_KEY],
    ['content-type', 'application/json'],
    ...(isFramed ? ([['content-length', String(body.length)]] as const) : []),
  ];
  const given = new Set(headers.map(([name]) => name.toLowerCase()));
  return { line, headers: [...good.filter(([name]) => !given.has(name)), ...headers], body };
}

export function writeRequest({ line, headers, body }: RawRequest): string {
  return `${line}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}
