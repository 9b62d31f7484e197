import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { EventType } from '@paceline/protocol';
import { KEY, ORIGIN } from '../aCollector.ts';
import { EXAMPLE_EVENTS } from './exampleEvents.ts';
import { exampleBatch, ID_PLACE } from './exampleBatch.ts';
import { mutateJson, type Mutation, mutation } from './mutateJson.ts';

/** A batch that was good once, sent as an SDK sends it. */
export interface StructuredInput {
  readonly kind: 'structured';
  readonly types: readonly EventType[];
  readonly mutations: readonly Mutation[];
  readonly isCompressed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** What goes over the connection for a structured input. */
export interface StructuredRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body in clear. */
  readonly text: string;
}

const TYPES = [
  'vital',
  'request',
  'query',
  'cache',
  'inference',
  'page-weight',
  'page-resources',
  'system',
  'error',
  'measure',
  'sdk',
] as const;
const allTypes: readonly EventType[] = TYPES satisfies readonly (keyof typeof EXAMPLE_EVENTS)[];

const plain = { 'content-type': 'application/json', 'x-paceline-key': KEY };
const headers = fc.oneof(
  { weight: 12, arbitrary: fc.constant(plain) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Readonly<Record<string, string>>>(
      { ...plain, 'content-type': 'text/plain;charset=UTF-8' },
      { ...plain, origin: ORIGIN },
      { ...plain, origin: 'https://elsewhere.example' },
      { ...plain, origin: 'null' },
      { ...plain, 'x-paceline-key': `${KEY}-next` },
      { ...plain, 'x-paceline-key': 'nobody-has-this-key' },
      { 'content-type': 'application/json' },
      { ...plain, 'content-type': 'application/xml' },
      { 'x-paceline-key': KEY },
    ),
  },
);

export const structuredInput: fc.Arbitrary<StructuredInput> = fc.record({
  kind: fc.constant('structured'),
  types: fc.array(fc.constantFrom(...allTypes), { minLength: 1, maxLength: 6 }),
  mutations: fc.array(mutation, { maxLength: 5 }),
  isCompressed: fc.integer({ min: 0, max: 4 }).map((value) => value === 4),
  headers,
});

/** `id` takes the place of the batch's id, where the input left that alone. */
export function toStructuredRequest(input: StructuredInput, id: string): StructuredRequest {
  const text = mutateJson(exampleBatch(input.types), input.mutations).replaceAll(ID_PLACE, id);
  const body = Buffer.from(text);
  if (!input.isCompressed) return { headers: input.headers, body, text };
  return {
    headers: { ...input.headers, 'content-encoding': 'gzip' },
    body: gzipSync(body, { level: 1 }),
    text,
  };
}

/** Whether there is nothing wrong with the input, so that every event has to be taken. */
export function isGood({ mutations, headers }: StructuredInput): boolean {
  return mutations.length === 0 && headers === plain;
}
