import { readdirSync, readFileSync } from 'node:fs';

/** SQL texts by their names without `.sql`. */
export interface SqlTexts {
  /** In ascending order of name. */
  readonly migrations: readonly { readonly name: string; readonly statements: readonly string[] }[];
  query(name: string): string;
}

/** The folder `sql` beside this module; a bundle keeps a copy beside itself. */
const DEFAULT_FOLDER = new URL('./sql/', import.meta.url);

/** Statements of a file: each ends with a semicolon at the end of a line. */
export function toStatements(text: string): readonly string[] {
  return text
    .split(/;[ \t]*(?:\r?\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

/**
 * Reads the folder with `migrations/` and `queries/`, once.
 *
 * @throws {Error} when the folder is not there: the build did not copy it
 */
export function loadSqlTexts(folder: URL = DEFAULT_FOLDER): SqlTexts {
  const read = (kind: string) => {
    const inside = new URL(`${kind}/`, folder);
    return readdirSync(inside)
      .filter((file) => file.endsWith('.sql'))
      .toSorted()
      .map((file) => ({
        name: file.slice(0, -'.sql'.length),
        text: readFileSync(new URL(file, inside), 'utf8'),
      }));
  };
  const queries = new Map(read('queries').map(({ name, text }) => [name, text.trim().replace(/;$/, '')]));
  return {
    migrations: read('migrations').map(({ name, text }) => ({ name, statements: toStatements(text) })),
    query: (name) => {
      const text = queries.get(name);
      if (text === undefined) throw new Error(`There is no query named "${name}" in ${folder.href}`);
      return text;
    },
  };
}
