import * as fc from 'fast-check';
import { bombRequest, hostileBody } from './hostileBodies.ts';
import { hostileFraming } from './hostileFramings.ts';
import { hostileHead } from './hostileHeads.ts';
import { type RawRequest, rawRequest, writeRequest } from './rawRequest.ts';

/**
 * How a sender leaves: once it heard nothing more, without waiting for an answer (politely or not), or never, so that the
 * collector has to end it.
 */
export type Leaving = 'when-silent' | 'half-close' | 'destroy' | 'never';

/** Bytes on a connection of their own. */
export interface RawInput {
  readonly kind: 'raw';
  readonly what: string;
  /** Written one after another, one character a byte (Latin-1). */
  readonly pieces: readonly string[];
  readonly leaving: Leaving;
  /** How many answers have to come, where that is known. */
  readonly answers?: number;
}

const text = (request: RawRequest) => writeRequest(request);
const GOOD = text(rawRequest());
const noise = fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

const damage = fc.record({
  at: fc.nat({ max: 1500 }),
  does: fc.constantFrom('put', 'insert', 'delete', 'cut', 'double'),
  bytes: fc.oneof(
    fc.constantFrom('\r', '\n', '\r\n', '\r\n\r\n', '\x00', ' ', ':', '\xff', '0', '{', '"', '%'),
    fc.uint8Array({ minLength: 1, maxLength: 8 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  ),
});

function damaged(
  request: string,
  damages: readonly (typeof damage extends fc.Arbitrary<infer T> ? T : never)[],
): string {
  return damages.reduce((bytes, { at, does, bytes: piece }) => {
    const index = at % (bytes.length + 1);
    const [before, after] = [bytes.slice(0, index), bytes.slice(index)];
    switch (does) {
      case 'put':
        return before + piece + after.slice(piece.length);
      case 'insert':
        return before + piece + after;
      case 'delete':
        return before + after.slice(piece.length);
      case 'cut':
        return before;
      case 'double':
        return before + after.slice(0, 40) + after;
      default:
        return bytes;
    }
  }, request);
}

const leaving = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Leaving>('when-silent') },
  { weight: 1, arbitrary: fc.constantFrom<Leaving>('half-close', 'destroy') },
);
const cuts = fc.oneof(
  { weight: 3, arbitrary: fc.constant<number[]>([]) },
  { weight: 1, arbitrary: fc.array(fc.nat({ max: 3000 }), { minLength: 1, maxLength: 4 }) },
);

function toPieces(bytes: string, at: readonly number[]): string[] {
  const edges = [0, ...at.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return edges
    .slice(1)
    .map((edge, index) => bytes.slice(edges[index], edge))
    .filter((piece) => piece !== '');
}

const sent = (what: string, bytes: fc.Arbitrary<string>): fc.Arbitrary<RawInput> =>
  fc
    .record({ bytes, cuts, leaving })
    .map(({ bytes, cuts, leaving }) => ({ kind: 'raw', what, pieces: toPieces(bytes, cuts), leaving }));

/** Well-framed requests on one connection, written at once: each is answered, in order. */
const pipelined: fc.Arbitrary<RawInput> = fc
  .record({
    requests: fc.array(fc.oneof(hostileBody, fc.constant(rawRequest())), { minLength: 2, maxLength: 12 }),
    cuts,
  })
  .map(({ requests, cuts }) => ({
    kind: 'raw',
    what: 'pipelined',
    pieces: toPieces(requests.map(text).join(''), cuts),
    leaving: 'when-silent',
    answers: requests.length,
  }));

const halfWay: fc.Arbitrary<RawInput> = fc
  .record({
    request: fc.oneof(hostileBody, hostileFraming, fc.constant(rawRequest())),
    at: fc.nat({ max: 3000 }),
    leaving: fc.constantFrom<Leaving>('half-close', 'destroy', 'when-silent'),
    cuts,
  })
  .map(({ request, at, leaving, cuts }) => {
    const bytes = text(request);
    return {
      kind: 'raw',
      what: 'half-way',
      pieces: toPieces(bytes.slice(0, at % bytes.length), cuts),
      leaving,
    };
  });

export const rawInput: fc.Arbitrary<RawInput> = fc.oneof(
  { weight: 6, arbitrary: sent('noise', noise) },
  {
    weight: 14,
    arbitrary: sent(
      'damaged',
      fc.array(damage, { minLength: 1, maxLength: 5 }).map((damages) => damaged(GOOD, damages)),
    ),
  },
  { weight: 24, arbitrary: sent('body', hostileBody.map(text)) },
  { weight: 20, arbitrary: sent('framing', hostileFraming.map(text)) },
  { weight: 24, arbitrary: sent('head', hostileHead.map(text)) },
  { weight: 6, arbitrary: pipelined },
  { weight: 10, arbitrary: halfWay },
  { weight: 1, arbitrary: sent('bomb', bombRequest.map(text)) },
);

/** Requests that never become whole, from senders that never leave. */
export const slowInput: fc.Arbitrary<RawInput> = fc
  .record({ at: fc.nat({ max: GOOD.length - 1 }), cuts })
  .map(({ at, cuts }) => ({
    kind: 'raw',
    what: 'slow',
    pieces: toPieces(GOOD.slice(0, Math.max(1, at)), cuts),
    leaving: 'never',
  }));
