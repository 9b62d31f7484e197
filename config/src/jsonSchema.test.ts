import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { closest } from './closest.ts';
import { configJsonSchema, namesAt } from './jsonSchema.ts';

it('is committed as it is generated; config/scripts/writeSchema.ts writes it anew', async () => {
  const committed = await readFile(new URL('../paceline.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(committed)).toEqual(configJsonSchema());
});

it('knows the names that may stand at a path', () => {
  const schema = configJsonSchema();
  expect(namesAt(schema, ['retention'])).toEqual(['raw', '10s', '1m', '1h']);
  expect(namesAt(schema, ['apps', 3])).toEqual(['name', 'keys', 'origins', 'sampleRate']);
  expect(namesAt(schema, ['budgets', 0, 'metric'])).toContain('vital.lcp');
  expect(namesAt(schema, ['nowhere', 0])).toEqual([]);
});

it.each([
  ['orgins', 'origins'],
  ['Keys', 'keys'],
  ['nmae', 'name'],
  ['somethingElse', undefined],
])('takes %s for a misspelling of %s', (text, expected) => {
  expect(closest(text, ['name', 'keys', 'origins'])).toBe(expected);
});
