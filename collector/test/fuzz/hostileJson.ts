import { DEFAULT_LIMITS } from '@paceline/protocol';
import * as fc from 'fast-check';
import { NOW } from '../aCollector.ts';
import { EXAMPLE_EVENTS } from './exampleEvents.ts';

const { nameLength, routeLength, messageLength, stackLength, maxValue, pastMs, futureMs } = DEFAULT_LIMITS;
const quoted = (text: string) => JSON.stringify(text);
const quotedAll = (arbitrary: fc.Arbitrary<string>) => arbitrary.map(quoted);

const LITERALS = [
  'null',
  'true',
  'false',
  '{}',
  '[]',
  '[[]]',
  '[null]',
  '""',
  '" "',
  'undefined',
  '',
  '{"":{}}',

  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"toString":1,"length":-1}',
  // Not JSON, or JSON that not every reader takes for what it is.

  '"\u0000"',
  '"\u001f"',
  '"\t"',
  String.raw`"\x41"`,
  String.raw`"\u12"`,
  "'x'",
  '// x',
  '{"a":1,}',
  '[1,]',

  String.raw`"\u0000"`,
  String.raw`"\ud800"`,
  String.raw`"\udc00\ud800"`,
  String.raw`"\ufeff"`,
  '"\u2028"',
  '"__proto__"',
  '"constructor"',
  '"prototype"',
  '"hasOwnProperty"',
  '"NaN"',
  '"Infinity"',
  '"(other)"',
];

const NUMBERS = [
  'NaN',
  'Infinity',
  '-Infinity',
  '0',
  '-0',
  '-0.0',
  '1e308',
  '1e309',
  '-1e309',
  '1e-400',
  '5e-324',
  '1e15',
  '1e16',

  '9007199254740991',
  '9007199254740993',
  '-9007199254740993',
  '18446744073709551616',
  '2147483648',
  '4294967296',

  '1'.repeat(400),
  `0.${'3'.repeat(400)}`,
  '1e999999999',
  '01',
  '.5',
  '5.',
  '+1',
  '0x10',
  '1_000',
  '1e',
  '--1',
  '-1',
  '0.5',
  '1.5',
  '0.999',
  '999999',
  '1000000',
  '1000001',
  '1000000001',
  '599',
  '600',
  ...[maxValue, maxValue + 1, -maxValue, -maxValue - 1].map(String),
];

const TIMES = [
  0,
  1,
  -1,
  pastMs,
  pastMs + 1,
  pastMs - 1,
  -futureMs,
  -futureMs - 1,
  -1e12,
  1e12,
  2001,
  -2001,
  1e15,
  -8.64e15,
].map((ago) => String(NOW - ago));

const LENGTHS = [nameLength, routeLength, messageLength, stackLength].flatMap((most) => [most, most + 1]);

/** What a template of a route is made from, and what would make a careless reader of it slow. */
const ROUTE_PIECES = [
  '/',
  '//',
  '.',
  '..',
  ':id',
  '{id',
  '[[...',
  '(',
  '<int:',
  '$',
  '*',
  '?',
  '#',
  ';x=1',
  '%',
  '%2F',
  '%00',
  '%ff',

  '@',
  'a@b',
  '123456',
  'deadbeef',
  'eyJhbGciOi.eyJzdWIi.c2ln',
  'http://',
  'localhost:3000/',
  '[::1]/',
  '\\',
  '\n',
  'a',
  'é',
  '\u0000',
  '😀',
  '-',
  '_',
  'x'.repeat(30),
];
const route = fc.oneof(
  fc.array(fc.constantFrom(...ROUTE_PIECES), { maxLength: 60 }).map((pieces) => pieces.join('')),
  fc
    .tuple(fc.constantFrom(...ROUTE_PIECES), fc.constantFrom(100, 4097, 30_000))
    .map(([piece, times]) => piece.repeat(times)),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
);

/** A number where a number belongs: too small, too large, too exact, or none. */
export const hostileNumber: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 1, arbitrary: fc.double().map(String) },
  { weight: 1, arbitrary: fc.integer().map(String) },
);

/** A time that is about as far off as is allowed, or much farther. */
export const hostileTime: fc.Arbitrary<string> = fc.constantFrom(...TIMES);

/** A text where a JSON value belongs: most are JSON and wrong, some are right, some are no JSON. */
export const hostileValue: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...NUMBERS) },
  { weight: 4, arbitrary: fc.constantFrom(...LITERALS) },
  { weight: 2, arbitrary: fc.constantFrom(...TIMES) },
  { weight: 2, arbitrary: fc.double().map(String) },
  { weight: 1, arbitrary: fc.bigInt().map(String) },
  { weight: 2, arbitrary: quotedAll(fc.string({ unit: 'binary' })) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }).map((text) => `"${text}"`) },
  { weight: 1, arbitrary: fc.constantFrom(...LENGTHS, 70_000).map((length) => quoted('x'.repeat(length))) },
  { weight: 2, arbitrary: quotedAll(route) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 4 }) },
  {
    weight: 1,
    arbitrary: fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }).map((value) => JSON.stringify(value)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...Object.values(EXAMPLE_EVENTS)).map((event) => JSON.stringify(event)),
  },
);

const KNOWN_NAMES = [
  ...new Set([
    'id',
    'sentAt',
    'source',
    'context',
    'events',
    ...Object.values(EXAMPLE_EVENTS).flatMap(Object.keys),
  ]),
];

/** The name of a member as JSON text: known ones, those that every object has, and nonsense. */
export const hostileName: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: quotedAll(fc.constantFrom(...KNOWN_NAMES)) },
  {
    weight: 2,
    arbitrary: quotedAll(
      fc.constantFrom(
        '__proto__',
        'constructor',
        'prototype',
        'toString',
        'hasOwnProperty',
        'then',
        'toJSON',
        '',
        '0',
      ),
    ),
  },
  { weight: 1, arbitrary: quotedAll(fc.string({ unit: 'binary' })) },
  { weight: 1, arbitrary: fc.constantFrom('x', '1', "'id'", '"a', quoted('x'.repeat(nameLength + 1))) },
);
