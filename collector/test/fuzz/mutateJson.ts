import * as fc from 'fast-check';
import { hostileName, hostileNumber, hostileTime, hostileValue } from './hostileJson.ts';
import { type JsonTree, partsOf, toJsonTree, writeJson } from './jsonTree.ts';

/** One thing that is done to a batch; `at` picks the part, counted from the outside in and around again. */
export type Mutation =
  | { readonly does: 'replace'; readonly at: number; readonly value: string }
  /** Replaces a number, which may be any, or one that is a time. */
  | { readonly does: 'renumber' | 'retime'; readonly at: number; readonly value: string }
  | { readonly does: 'add'; readonly at: number; readonly name: string; readonly value: string }
  | { readonly does: 'remove'; readonly at: number; readonly nth: number }
  | { readonly does: 'rename'; readonly at: number; readonly nth: number; readonly name: string }
  | { readonly does: 'double'; readonly at: number; readonly nth: number; readonly value: string }
  | { readonly does: 'repeat'; readonly at: number; readonly nth: number; readonly times: number }
  | { readonly does: 'nest'; readonly at: number; readonly depth: number; readonly with: '[]' | '{}' };

const at = fc.nat({ max: 500 });
const nth = fc.nat({ max: 40 });
const times = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 2, max: 20 }) },
  { weight: 1, arbitrary: fc.constantFrom(17, 499, 500, 501) },
  { weight: 1, arbitrary: fc.constantFrom(4999, 5000, 5001, 6000) },
);
const depth = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 100 }) },
  { weight: 1, arbitrary: fc.constantFrom(5000, 60_000) },
);

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ does: fc.constant('renumber'), at, value: hostileNumber }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('retime'), at, value: hostileTime }) },
  { weight: 6, arbitrary: fc.record({ does: fc.constant('replace'), at, value: hostileValue }) },
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constant('add'), at, name: hostileName, value: hostileValue }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('remove'), at, nth }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('rename'), at, nth, name: hostileName }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('double'), at, nth, value: hostileValue }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('repeat'), at, nth, times }) },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('nest'), at, depth, with: fc.constantFrom('[]', '{}') }),
  },
);

/** The JSON text of `value` after `mutations`, which may be JSON no longer. */
export function mutateJson(value: unknown, mutations: readonly Mutation[]): string {
  const tree = toJsonTree(value);
  for (const mutation of mutations) mutate(tree, mutation);
  return writeJson(tree);
}

function mutate(tree: JsonTree, mutation: Mutation): void {
  const parts = partsOf(tree).filter((part) => fits(part, mutation.does));
  const part = parts[mutation.at % parts.length];
  if (part === undefined) return;
  if (isOfText(mutation)) {
    if (part.kind === 'text')
      part.json = mutation.does === 'nest' ? nested(part.json, mutation) : mutation.value;
  } else if (part.kind === 'object') changeObject(part, mutation);
  else if (part.kind === 'array') changeArray(part, mutation);
}

type TextMutation = Extract<Mutation, { does: 'replace' | 'renumber' | 'retime' | 'nest' }>;
type Change = Exclude<Mutation, TextMutation>;

const OF_TEXT: ReadonlySet<Mutation['does']> = new Set(['replace', 'renumber', 'retime', 'nest']);

const isOfText = (mutation: Mutation): mutation is TextMutation => OF_TEXT.has(mutation.does);

function fits(part: JsonTree, does: Mutation['does']): boolean {
  if (part.kind !== 'text') return !OF_TEXT.has(does);
  if (does === 'renumber') return /^-?\d/.test(part.json);
  // Times are the only numbers with 13 digits in a batch that was good.
  if (does === 'retime') return /^\d{13}$/.test(part.json);
  return OF_TEXT.has(does);
}

/** Longest text that one mutation adds by copying, in UTF-16 units: more than a collector takes as sent. */
const MOST_COPIED = 700_000;

function changeObject({ members }: Extract<JsonTree, { kind: 'object' }>, change: Change): void {
  if (change.does === 'add') {
    members.push([change.name, { kind: 'text', json: change.value }]);
    return;
  }
  const index = change.nth % members.length;
  const member = members[index];
  if (member === undefined) return;
  if (change.does === 'remove') members.splice(index, 1);
  else if (change.does === 'rename') member[0] = change.name;
  else if (change.does === 'double') members.push([member[0], { kind: 'text', json: change.value }]);
  else
    members.push(...copiesOf(member[1], change.times).map((copy): [string, JsonTree] => [member[0], copy]));
}

function changeArray({ items }: Extract<JsonTree, { kind: 'array' }>, change: Change): void {
  if (change.does === 'add' || change.does === 'double' || change.does === 'rename') {
    items.push({ kind: 'text', json: change.does === 'rename' ? change.name : change.value });
    return;
  }
  const index = change.nth % items.length;
  const item = items[index];
  if (item === undefined) return;
  if (change.does === 'remove') items.splice(index, 1);
  else items.push(...copiesOf(item, change.times));
}

/** Copies, so that each can be broken by itself; only so many as make one body. */
function copiesOf(tree: JsonTree, times: number): JsonTree[] {
  const most = Math.floor(MOST_COPIED / (writeJson(tree).length + 1));
  return Array.from({ length: Math.min(times - 1, most) }, () => structuredClone(tree));
}

function nested(json: string, { depth, with: brackets }: Extract<Mutation, { does: 'nest' }>): string {
  return brackets === '[]'
    ? `${'['.repeat(depth)}${json}${']'.repeat(depth)}`
    : `${'{"a":'.repeat(depth)}${json}${'}'.repeat(depth)}`;
}
