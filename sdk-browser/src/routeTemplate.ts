import { MAX_ROUTE_LENGTH } from './limits.ts';

/**
 * A path segment that names one thing among many: a number, a UUID, a date, a hash, an address, or
 * a long token with a digit in it.
 */
const IDENTIFIER = /^\d+$|^(?=.*\d)([\da-f-]{8,}|\w{20,})$|@|%40/i;

/** A rule such as `/orders/:id` or `/docs/*` as the pattern of the paths that it names. */
const toPattern = (rule: string): RegExp =>
  new RegExp(
    `^${rule
      .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
      .replace(/:\w+/g, '[^/]+')
      .replace(/\*$/, '.+')}$`,
  );

/**
 * The route template of `path`: the first of `rules` that fits, else the path with each segment
 * that looks like an identifier replaced by `:id`. Query and fragment are dropped. In a rule
 * `:name` is any one segment, and a final `*` whatever follows.
 */
export function routeTemplate(path: string, rules: readonly string[] = []): string {
  const clean = path.replace(/[?#].*/s, '').replace(/(.)\/+$/, '$1');
  const template =
    rules.find((rule) => toPattern(rule).test(clean)) ??
    clean
      .split('/')
      .map((part) => (IDENTIFIER.test(part) ? ':id' : part))
      .join('/');
  return template.slice(0, MAX_ROUTE_LENGTH);
}
