import {
  DEFAULT_BUDGETS,
  mergeBudgets,
  writtenBudgetSchema,
  type Budget,
  type WrittenBudget,
} from '@paceline/budgets';
import { closest } from './closest.ts';
import type { ConfigProblem } from './config.ts';
import { crossCheck } from './crossCheck.ts';
import { expandVariables, type Environment } from './expandVariables.ts';
import { fileSchema, type WrittenConfig } from './fileSchema.ts';
import { configJsonSchema, namesAt, type JsonSchema } from './jsonSchema.ts';
import { parseYaml } from './yamlSource.ts';

/** `paceline.yaml`, checked. */
export type ParsedFile =
  | { readonly ok: true; readonly written: WrittenConfig; readonly budgets: readonly Budget[] }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/**
 * Checks the text of `paceline.yaml` and tells everything that is wrong with it at once.
 *
 * @param where Name of the file, for the problems.
 * @param apiToken `PACELINE_API_TOKEN`, when it is known: no other token may be the same.
 */
export function parseFile(text: string, where: string, env: Environment, apiToken?: string): ParsedFile {
  const source = parseYaml(text);
  if (source.syntaxErrors.length > 0) {
    return { ok: false, problems: source.syntaxErrors.map((error) => ({ where, ...error })) };
  }
  const { expanded, issues: expansionIssues } = expandVariables(source.value, env);
  const failedExpansions = new Set(expansionIssues.map(({ path }) => pathText(path)));
  const parsed = fileSchema.safeParse(expanded);
  const schemaIssues = parsed.success ? [] : toIssues(parsed.error.issues, expanded, configJsonSchema());
  // Duplicates and dangling names are worth telling even when other parts are wrong.
  const checked = crossCheck(expanded, apiToken);
  const merged = mergeBudgets(DEFAULT_BUDGETS, wellFormedBudgets(expanded));
  const issues: readonly Issue[] = [
    ...expansionIssues,
    ...[...schemaIssues, ...checked].filter(({ path }) => !failedExpansions.has(pathText(path))),
    ...merged.issues.map(({ index, path, message }) => ({ path: ['budgets', index, ...path], message })),
  ];
  if (parsed.success && issues.length === 0) {
    return { ok: true, written: parsed.data, budgets: merged.budgets };
  }
  const problems = issues.map(({ path, message }) => ({
    where,
    line: source.lineOf(path),
    ...(path.length > 0 ? { path: pathText(path) } : {}),
    message,
  }));
  return { ok: false, problems: problems.toSorted((a, b) => a.line - b.line) };
}

/** The budgets that can be merged; `null` stands for one that the schema tells of already. */
function wellFormedBudgets(document: unknown): readonly (WrittenBudget | null)[] {
  const written = valueAt(document, ['budgets']);
  if (!Array.isArray(written)) return [];
  return written.map((budget: unknown) => writtenBudgetSchema.safeParse(budget).data ?? null);
}

type ZodIssue = NonNullable<ReturnType<typeof fileSchema.safeParse>['error']>['issues'][number];

function toIssues(issues: readonly ZodIssue[], document: unknown, schema: JsonSchema): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        message: `unknown key "${key}"${hint(key, namesAt(schema, issue.path))}`,
      }));
    }
    const value = valueAt(document, issue.path);
    if (value === undefined && issue.code !== 'custom') {
      return [{ path: issue.path, message: 'is missing' }];
    }
    const names =
      issue.code === 'invalid_value' || issue.code === 'invalid_union' ? namesAt(schema, issue.path) : [];
    return [
      { path: issue.path, message: issue.message + (typeof value === 'string' ? hint(value, names) : '') },
    ];
  });
}

function hint(text: string, names: readonly string[]): string {
  const near = closest(text, names);
  return near === undefined ? '' : `, did you mean "${near}"?`;
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    document,
  );
}

/** `['apps', 0, 'keys']` as `apps[0].keys`. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '');
}
