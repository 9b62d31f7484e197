import { readFileSync } from 'node:fs';
import {
  batchSchema,
  contextSchema,
  DEFAULT_LIMITS,
  DROP_REASONS,
  envelopeSchema,
  eventSchema,
  REFUSAL_REASONS,
} from '@paceline/protocol';
import { describe, expect, it } from 'vitest';

const text = readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
const sections = text.split(/^(?=#{2,3} )/m);

/** The section of a heading, without those after it. */
function sectionOf(heading: string): string {
  const section = sections.find((part) => part.split('\n')[0]?.replace(/^#+ /, '') === heading);
  if (section === undefined) throw new Error(`docs/protocol.md has no section "${heading}"`);
  return section;
}

/** Names in the first column of the tables of a section. */
const rowsOf = (heading: string) =>
  [...sectionOf(heading).matchAll(/^\| `([^`]+)`/gm)].map(([, name]) => name);

const types = eventSchema().options.map((option) => ({
  type: option.shape.type.value,
  fields: Object.keys(option.shape),
}));
const [firstType] = types;
const common = (firstType?.fields ?? []).filter((field) =>
  types.every(({ fields }) => fields.includes(field)),
);

describe('docs/protocol.md', () => {
  it('has the fields that all events share', () => {
    expect(new Set(rowsOf('Fields of every event'))).toEqual(new Set(common));
  });

  it.each(types)('has every field of $type events, and no other', ({ type, fields }) => {
    const own = fields.filter((field) => !common.includes(field));
    const documented = rowsOf(`\`${type}\``).filter((name) => !name?.includes('[].'));
    expect(new Set(documented)).toEqual(new Set(own));
  });

  it('describes no type that does not exist', () => {
    const documented = [...text.matchAll(/^### `([a-z-]+)`$/gm)].map(([, type]) => type);
    expect(new Set(documented)).toEqual(new Set(types.map(({ type }) => type)));
  });

  it('has every field of the batch and of its context', () => {
    expect(new Set(rowsOf('The batch'))).toEqual(new Set(Object.keys(envelopeSchema().shape)));
    expect(new Set(rowsOf('The context'))).toEqual(new Set(Object.keys(contextSchema().shape)));
  });

  it.each(Object.entries(DEFAULT_LIMITS))('has the limit %s with its default %d', (name, value) => {
    const row = sectionOf('Limits')
      .split('\n')
      .find((line) => line.startsWith(`| \`${name}\``));
    const [, , written] = row?.split('|') ?? [];
    expect(Number(written?.replaceAll(/[ ,]/g, ''))).toBe(value);
  });

  it('has every reason for which events are dropped, and no other', () => {
    expect(new Set(rowsOf('Drop reasons'))).toEqual(new Set(DROP_REASONS));
  });

  it('has every reason for which requests are refused, and no other', () => {
    expect(new Set(rowsOf('Refusal reasons'))).toEqual(new Set(REFUSAL_REASONS));
  });

  const examples = [...text.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]): unknown =>
    JSON.parse(json ?? ''),
  );
  const batches = examples.filter(
    (example) => typeof example === 'object' && example !== null && 'events' in example,
  );

  it('has two batches as examples, one of a page and one of a server', () => {
    expect(batches).toHaveLength(2);
    expect(batches.map((batch) => batchSchema().parse(batch).source).toSorted()).toEqual(['browser', 'node']);
  });
});
