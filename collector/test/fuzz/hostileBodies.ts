import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { GOOD_BODY, type RawRequest, rawRequest } from './rawRequest.ts';

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const gzip = (text: string) => latin1(gzipSync(Buffer.from(text, 'latin1')));
const position = fc.nat({ max: 2000 });
const noise = fc.uint8Array({ maxLength: 300 }).map(latin1);

/** Not UTF-8: stray and missing continuations, overlong forms, surrogates, beyond the last code point, UTF-16. */
const NO_UTF8 = [
  '\x80',
  '\xbf',
  '\xc0\xaf',
  '\xc1\xbf',
  '\xc3',
  '\xe2\x82',
  '\xe0\x80\xaf',
  '\xed\xa0\x80',
  '\xf0\x9f\x98',
  '\xf4\x90\x80\x80',
  '\xf8\x88\x80\x80\x80',
  '\xff',
  '\xfe\xff',
  '\xff\xfe{\x00}\x00',
];

/** Small as sent, and large once read: deep, wide or long. Made when first asked for, as some take a while. */
const BOMBS: Readonly<Record<string, () => string>> = {
  zeros3Mb: () => latin1(gzipSync(Buffer.alloc(3e6), { level: 9 })),
  spaces80Mb: () => latin1(gzipSync(Buffer.alloc(80e6, ' '), { level: 9 })),
  bombInBomb: () => latin1(gzipSync(gzipSync(Buffer.alloc(80e6), { level: 9 }))),
  manyMembers: () => gzip('').repeat(12_000),
  deepArrays: () => gzip('['.repeat(2_000_000)),
  closedArrays: () => gzip(`${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`),
  deepObjects: () => gzip('{"a":'.repeat(400_000)),
  deepEvent: () =>
    gzip(GOOD_BODY.replace('"events":[', `"events":[${'['.repeat(900_000)}${']'.repeat(900_000)},`)),
  manyEvents: () => gzip(GOOD_BODY.replace('"events":[', `"events":[${'0,'.repeat(900_000)}`)),
  longText: () => gzip(GOOD_BODY.replace('"production"', `"${'x'.repeat(2_000_000)}"`)),
  manyNames: () =>
    gzip(`{${Array.from({ length: 120_000 }, (_, index) => `"${index.toString(36)}":0`).join(',')}}`),
  longNumber: () => gzip(`{"sentAt":${'9'.repeat(2_000_000)}}`),
};
const made = new Map<string, string>();

/** The body of the bomb of this name. */
function bomb(name: string): string {
  const body = made.get(name) ?? BOMBS[name]?.() ?? '';
  made.set(name, body);
  return body;
}

const compressed = (body: string) => rawRequest({ body, headers: [['content-encoding', 'gzip']] });
const plainBody = (body: string) => rawRequest({ body });
const cut = (text: string, at: number) => text.slice(0, at % (text.length + 1));
const insert = (text: string, at: number, piece: string) => {
  const index = at % (text.length + 1);
  return text.slice(0, index) + piece + text.slice(index);
};

const brokenGzip = fc.oneof(
  position.map((at) => compressed(cut(gzip(GOOD_BODY), at))),
  fc.tuple(position, fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
    const bytes = Buffer.from(gzip(GOOD_BODY), 'latin1');
    const index = at % bytes.length;
    bytes[index] = (bytes[index] ?? 0) ^ by;
    return compressed(latin1(bytes));
  }),
  noise.map((tail) => compressed(gzip(GOOD_BODY) + tail)),
  noise.map((rest) => compressed(`\x1f\x8b\x08${rest}`)),
  fc.constantFrom(
    compressed(GOOD_BODY),
    compressed(''),
    compressed('\x1f\x8b'),
    compressed(latin1(deflateSync(GOOD_BODY))),
    compressed(latin1(deflateRawSync(GOOD_BODY))),
    compressed(gzip(gzip(GOOD_BODY))),
    // Two members are one text.
    compressed(gzip(GOOD_BODY.slice(0, 50)) + gzip(GOOD_BODY.slice(50))),
    plainBody(gzip(GOOD_BODY)),
  ),
);

/** Well-framed requests whose body is bad, most of the time. */
export const hostileBody: fc.Arbitrary<RawRequest> = fc.oneof(
  { weight: 3, arbitrary: position.map((at) => plainBody(cut(GOOD_BODY, at))) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(position, fc.constantFrom(...NO_UTF8))
      .map(([at, bytes]) => plainBody(insert(GOOD_BODY, at, bytes))),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(position, noise).map(([at, bytes]) => plainBody(insert(GOOD_BODY, at, bytes))),
  },
  { weight: 2, arbitrary: noise.map(plainBody) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        '',
        ' ',
        '\xef\xbb\xbf',
        'null',
        '[]',
        '""',
        '0',
        GOOD_BODY + GOOD_BODY,
        `\xef\xbb\xbf${GOOD_BODY}`,
      )
      .map(plainBody),
  },
  { weight: 6, arbitrary: brokenGzip },
);

/** Requests that are meant to cost a lot. */
export const bombRequest: fc.Arbitrary<RawRequest> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...Object.keys(BOMBS)).map((name) => compressed(bomb(name))) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(262_143, 262_144, 262_145, 1_000_000)
      .map((length) => plainBody(GOOD_BODY + ' '.repeat(length - GOOD_BODY.length))),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('[', '{"a":', '"\\u0000').map((piece) => plainBody(piece.repeat(40_000))),
  },
);
