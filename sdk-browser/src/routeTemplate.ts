import { MAX_ROUTE_LENGTH } from './limits.ts';

/**
 * A path segment that names one thing among many: a number, a UUID, a hash, an address, or a long
 * token with a digit in it.
 */
const IDENTIFIER = /^\d+$|^[\da-f]{8}-[\da-f-]{27}$|^(?=.*\d)[\da-f]{8,}$|@|%40|^(?=.*\d)[\w~=%]{20,}$/i;

const matches = (rule: readonly string[], path: readonly string[]): boolean =>
  rule.every((part, index) => {
    if (part === '*' && index === rule.length - 1) return path.length > index;
    return part === path[index] || (part.startsWith(':') && !!path[index]);
  }) &&
  (rule.length === path.length || rule.at(-1) === '*');

/**
 * The route template of `path`: the first of `rules` that fits, else the path with each segment
 * that looks like an identifier replaced by `:id`. Query and fragment are dropped. A rule's
 * segments are literal, `:name` for any one segment, or a final `*` for one or more.
 */
export function routeTemplate(path: string, rules: readonly string[] = []): string {
  const parts = path
    .replace(/[?#].*/s, '')
    .replace(/^\/*/, '/')
    .replace(/(.)\/+$/, '$1')
    .split('/');
  const template =
    rules.find((rule) => matches(rule.split('/'), parts)) ??
    parts.map((part) => (IDENTIFIER.test(part) ? ':id' : part)).join('/');
  return template.slice(0, MAX_ROUTE_LENGTH);
}
