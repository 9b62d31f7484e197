import * as fc from 'fast-check';
import { GOOD_LINE, RAW_KEY, type RawRequest, rawRequest } from './rawRequest.ts';

const METHODS = [
  ...[
    'GET',
    'HEAD',
    'PUT',
    'PATCH',
    'DELETE',
    'OPTIONS',
    'TRACE',
    'TRACK',
    'CONNECT',
    'PROPFIND',
    'QUERY',
    'M-SEARCH',
  ],
  ...['post', 'Post', 'POSTS', 'PO ST', '', 'P\x00ST', 'BREW', 'PRI', 'SOURCE', 'X'.repeat(300)],
];
const TARGETS = [
  ...[
    '/v1/events/',
    '//v1/events',
    '/v1/./events',
    '/v1/x/../events',
    '/v1/events/..',
    '/V1/EVENTS',
    '/v1/events%00',
  ],
  ...[
    '/v1%2fevents',
    '/v1/%65vents',
    '/v1/events;x=1',
    '/v1/events#x',
    '/v1/events?',
    '/v1/events??',
    '*',
    '',
    ' ',
    '?',
    '#',
  ],
  ...[
    'http://paceline.test/v1/events',
    'http://user:pw@paceline.test:99999/v1/events',
    'http://[::1/v1/events',
    'http://',
  ],
  ...[
    'https://x\\@y/v1/events',
    '//evil.test/v1/events',
    '/\\evil.test',
    'paceline.test:443',
    'file:///etc/passwd',
    '/é',
  ],
  ...[
    '/v1/events\x00',
    '/v1/events\r',
    '/v1/events\tx',
    '/v1/events x',
    '/%',
    '/%E0%A4%A',
    '/v1/\xff\xfe',
    '/' + 'a/'.repeat(7000),
  ],
];
const QUERIES = [
  ...[
    `key=${RAW_KEY}`,
    'key=',
    'key',
    `key=${RAW_KEY}&key=other`,
    `key[]=${RAW_KEY}`,
    `key%00=${RAW_KEY}`,
    'key=%',
    'key=%E0%A4%A',
  ],
  ...[
    '__proto__=1',
    '__proto__[key]=1',
    'constructor.prototype.key=1',
    'key=__proto__',
    'key=constructor',
    '&&&&',
    '=',
    '%=%',
  ],
  ...[
    `key=${'x'.repeat(12_000)}`,
    'a=1&'.repeat(3500),
    `k%65y=${RAW_KEY}`,
    `key=${RAW_KEY}%0d%0ax-injected: 1`,
    '\xff=\xfe',
    '+',
  ],
];
const VERSIONS = [
  'HTTP/1.0',
  'HTTP/0.9',
  'HTTP/2.0',
  'HTTP/1.2',
  'HTTP/9.9',
  'HTTP/1',
  'HTTP/',
  'http/1.1',
  'HTP/1.1',
  '',
  'HTTP/1.1 x',
];

const line = fc.oneof(
  fc.constantFrom(...METHODS).map((method) => `${method} /v1/events HTTP/1.1`),
  fc.constantFrom(...TARGETS).map((target) => `POST ${target} HTTP/1.1`),
  fc.constantFrom(...QUERIES).map((query) => `POST /v1/events?${query} HTTP/1.1`),
  fc.constantFrom(...VERSIONS).map((version) => `POST /v1/events ${version}`),
  fc.constantFrom(
    'PRI * HTTP/2.0\r\n\r\nSM',
    '\r\n\r\nPOST /v1/events HTTP/1.1',
    'POST\t/v1/events\tHTTP/1.1',
    GOOD_LINE + '\n',
  ),
);

type Header = readonly [name: string, value: string];

/** Bytes that a header may not have, or that mean something to somebody who reads it carelessly. */
const VALUES = [
  ...[
    '',
    ' ',
    '\t',
    '\x00',
    'a\x00b',
    '\x7f',
    '\x1b[31m',
    '\xff\xfe',
    '\xc3\xa9',
    'a\rb',
    'a\nb',
    'a\r\n b',
    'a\r\n\tb',
  ],
  ...[
    'a\r\nx-injected: 1',
    'a\nx-injected: 1',
    'a\r\n\r\nHTTP/1.1 200 OK',
    '%0d%0ax-injected: 1',
    '__proto__',
    'x'.repeat(7000),
  ],
  ...['a, b', '"', '\\', ';', ',', '=', '\u0085', '*', 'null', 'undefined'],
];
const NAMES = [
  ...[
    'x-paceline-key',
    'origin',
    'content-type',
    'content-encoding',
    'host',
    'connection',
    'transfer-encoding',
    'te',
  ],
  ...[
    'expect',
    'upgrade',
    'keep-alive',
    'cookie',
    'x-forwarded-for',
    'forwarded',
    'referer',
    'user-agent',
    'range',
    'trailer',
  ],
  ...[
    'accept-encoding',
    'if-none-match',
    'date',
    'authorization',
    '__proto__',
    'constructor',
    'x y',
    '',
    ':',
    'x\x00',
    'é',
    '\xff',
  ],
  ...[
    ':path',
    ' x',
    'x-paceline-key ',
    'content_length',
    'Content-Length\x0b',
    'proxy-connection',
    'http2-settings',
  ],
];
const KNOWN: readonly Header[] = [
  ...['gzip', 'GZIP', ' gzip ', 'identity', '', 'br', 'deflate', 'gzip, gzip', 'x-gzip', 'zstd', '*'].map(
    (value) => ['content-encoding', value] as const,
  ),
  ...[
    'application/json',
    'APPLICATION/JSON',
    'text/plain',
    'text/plain;',
    ';',
    '/',
    'a/b',
    'multipart/form-data; boundary=x',
  ].map((value) => ['content-type', value] as const),
  ...[
    'https://shop.example',
    'null',
    '',
    '*',
    'http://\xff',
    'https://é.example',
    'a b',
    'file://',
    'x'.repeat(8000),
  ].map((value) => ['origin', value] as const),
  ...[
    '',
    'a b',
    'a:99999',
    '[::1',
    '\xff',
    'a/b',
    'a@b',
    'a,b',
    'x'.repeat(3000),
    '..',
    'a:b:c',
    'a#b',
    '%',
  ].map((value) => ['host', value] as const),
  ...['', 'x', `${RAW_KEY},${RAW_KEY}`, `${RAW_KEY} x`, '__proto__', 'toString', '\xff'].map(
    (value) => ['x-paceline-key', value] as const,
  ),
  ['expect', '100-continue'],
  ['expect', '200-ok'],
  ['upgrade', 'websocket'],
  ['upgrade', 'h2c'],
  ['connection', 'upgrade'],
  ['connection', 'close, keep-alive, content-length'],
  ['connection', 'close'],
];
const header: fc.Arbitrary<Header> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...KNOWN) },
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...VALUES)) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.constantFrom(...NAMES),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
    ),
  },
);

const headers: fc.Arbitrary<readonly Header[]> = fc.oneof(
  { weight: 12, arbitrary: fc.array(header, { minLength: 1, maxLength: 4 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<readonly Header[]>(
      [['x', 'y'.repeat(15_000)]],
      [['x', 'y'.repeat(17_000)]],
      [['x'.repeat(17_000), 'y']],
      [['x', 'y'.repeat(500_000)]],
      Array.from({ length: 1800 }, () => ['a', 'b'] as const),
      Array.from({ length: 2500 }, () => ['a', ''] as const),
      Array.from({ length: 40 }, () => ['x-paceline-key', RAW_KEY] as const),
      Array.from({ length: 20 }, () => ['origin', 'https://shop.example'] as const),
      Array.from({ length: 20 }, () => ['host', 'paceline.test'] as const),
    ),
  },
);

/** Requests with a good body, asked for in a bad way. */
export const hostileHead: fc.Arbitrary<RawRequest> = fc.oneof(
  line.map((line) => rawRequest({ line })),
  headers.map((headers) => rawRequest({ headers })),
  headers.map((headers) => ({ line: GOOD_LINE, headers, body: '' })),
  fc.tuple(line, headers).map(([line, headers]) => rawRequest({ line, headers })),
);
