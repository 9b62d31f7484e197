/**
 * Fills `{{name}}` in a query with SQL text. Only fragments made from this package's own closed lists may go in;
 * values are bound as parameters.
 *
 * @throws {Error} when a name has no fragment
 */
export function fillTemplate(template: string, fragments: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const fragment = fragments[name];
    if (fragment === undefined) throw new Error(`The query has no fragment "${name}"`);
    return fragment;
  });
}
