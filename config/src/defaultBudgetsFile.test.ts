import { readFile } from 'node:fs/promises';
import { DEFAULT_BUDGETS, mergeBudgets } from '@paceline/budgets';
import { expect, it } from 'vitest';
import { parseFile } from './parseFile.ts';

it('writes every default budget out as it is; config/scripts/writeDefaultBudgets.ts writes it anew', async () => {
  const text = await readFile(new URL('../../docs/default-budgets.yaml', import.meta.url), 'utf8');
  const parsed = parseFile(text, 'default-budgets.yaml', {});
  expect(parsed).toMatchObject({ ok: true, budgets: DEFAULT_BUDGETS });
  // Each stands by itself, too: nothing in the file is only inherited.
  const written = parsed.ok ? (parsed.written.budgets ?? []) : [];
  expect(mergeBudgets([], written)).toEqual({ budgets: DEFAULT_BUDGETS, issues: [] });
});
