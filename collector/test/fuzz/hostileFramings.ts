import * as fc from 'fast-check';
import { GOOD_BODY, type RawRequest, rawRequest } from './rawRequest.ts';

const LENGTH = GOOD_BODY.length;
const CHUNKED = ['transfer-encoding', 'chunked'] as const;
const framed = (headers: RawRequest['headers'], body = GOOD_BODY) =>
  rawRequest({ headers, body, isFramed: false });

const lyingLength = fc.oneof(
  fc.integer({ min: 0, max: 2 * LENGTH }).map((length) => framed([['content-length', String(length)]])),
  fc
    .constantFrom(
      '-1',
      '+5',
      '',
      ' ',
      'x',
      '0x10',
      '1e3',
      '1.0',
      '00',
      `0${LENGTH}`,
      `${LENGTH} `,
      `${LENGTH},${LENGTH}`,

      `${LENGTH} ${LENGTH}`,
      '262144',
      '262145',
      '4294967296',
      '9007199254740993',
      '18446744073709551616',
      '9'.repeat(400),
    )
    .map((length) => framed([['content-length', length]])),
  fc.constantFrom(
    framed([]),
    framed([
      ['content-length', String(LENGTH)],
      ['Content-Length', String(LENGTH)],
    ]),
    framed([
      ['content-length', String(LENGTH)],
      ['content-length', '0'],
    ]),
    // Two framings: what one reader takes for a body, another takes for the next request.
    framed([['content-length', String(LENGTH)], CHUNKED]),
    framed([CHUNKED, ['content-length', '6']], '0\r\n\r\nX'),
    framed([['content-length', '0']], GOOD_BODY),
  ),
);

const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;
const END = '0\r\n\r\n';

/** Pieces of a chunked body, most of them broken. */
const chunkPiece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .nat({ max: LENGTH })
      .map((at) => chunk(GOOD_BODY.slice(0, at)) + chunk(GOOD_BODY.slice(at))),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '-1\r\nx\r\n',
      'g\r\n',
      '\r\n',
      '\n',
      '5\nabcde\n',
      '5\r\nabcdefg\r\n',
      '5\r\nab\r\n',
      '0x5\r\nabcde\r\n',

      'ffffffffffffffff\r\nx',
      'fffffffffffffffff\r\nx',
      '7fffffff\r\nx',
      '00000000000000000005\r\nabcde\r\n',

      '5;a=b\r\nabcde\r\n',
      '5;a="\r\n"\r\nabcde\r\n',
      `5;${'x'.repeat(20_000)}\r\nabcde\r\n`,
      '5 \r\nabcde\r\n',
      '+5\r\nabcde\r\n',
      '5\r\nabcde',
      ' 5\r\nabcde\r\n',
      '1e1\r\nx',
      '\x00\r\n',
      '5\r\r\nabcde\r\n',
      `10000\r\n${' '.repeat(65_536)}\r\n`.repeat(5),
      chunk(' ').repeat(3000),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  },
);

const chunkEnd = fc.constantFrom(
  END,
  END,
  END,
  '',
  '0\r\n',
  '0',
  '0\r\nx-trailer: 1\r\n\r\n',
  '0\r\ncontent-length: 5\r\n\r\n',
  '0\r\nno trailer\r\n\r\n',
  `0\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
  '0;x\r\n\r\n',
  '00\r\n\r\n',
  '0\r\n\r\nrest',
);

const chunkedBody = fc
  .tuple(
    fc.array(chunkPiece, { maxLength: 3 }),
    chunkEnd,
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('chunked') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'Chunked',
          'identity',
          'gzip',
          'gzip, chunked',
          'chunked, gzip',
          'chunked, chunked',
          ' chunked',
          'xchunked',
          'chunked;q=1',
          '',
          '\x0bchunked',
          'chunked\t',
        ),
      },
    ),
  )
  .map(([pieces, end, encoding]) => framed([['transfer-encoding', encoding]], pieces.join('') + end));

/** Requests whose length is a lie, missing, or told in broken chunks. */
export const hostileFraming: fc.Arbitrary<RawRequest> = fc.oneof(lyingLength, chunkedBody);
