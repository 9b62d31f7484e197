/** Environment variables, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type Path = readonly (string | number)[];

export interface ExpansionIssue {
  readonly path: Path;
  readonly message: string;
}

/**
 * Replaces `${NAME}` in every string of a parsed document by the environment variable, so that
 * secrets need not stand in the file. `$${` stands for a literal `${`.
 */
export function expandVariables(
  document: unknown,
  env: Environment,
): { readonly expanded: unknown; readonly issues: readonly ExpansionIssue[] } {
  const issues: ExpansionIssue[] = [];

  function expandText(text: string, path: Path): string {
    return text.replace(
      /\$(\$\{|\{([A-Za-z_][A-Za-z0-9_]*)\})/g,
      (_match, escaped: string, name?: string) => {
        if (name === undefined) return escaped.slice(0, 2);
        const value = env[name];
        if (value !== undefined && value !== '') return value;
        issues.push({ path, message: `the environment variable ${name} is not set` });
        return '';
      },
    );
  }

  function expand(value: unknown, path: Path): unknown {
    if (typeof value === 'string') return expandText(value, path);
    if (Array.isArray(value)) return value.map((entry, index) => expand(entry, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, expand(entry, [...path, key])]),
    );
  }

  return { expanded: expand(document, []), issues };
}
