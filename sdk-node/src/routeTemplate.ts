import { MAX_ROUTE_LENGTH } from './limits.ts';

/**
 * A path segment that names one thing among many: a number, a UUID, a date, a hash, an address, or
 * a long token with a digit in it. The browser SDK has the same rule, so that both name a path alike.
 */
const IDENTIFIER = /^\d+$|^(?=.*\d)([\da-f-]{8,}|\w{20,})$|@|%40/i;

/**
 * A safe name for a path that no router has named: each segment that looks like an identifier
 * becomes `:id`; query, fragment and a final slash are dropped.
 */
export function routeTemplate(path: string): string {
  const clean = path
    .slice(0, 2048)
    .replace(/^\w+:\/\/[^/]*/, '')
    .replace(/[?#].*/s, '')
    .replace(/(.)\/+$/, '$1');
  const template = clean
    .split('/')
    .map((segment) => (IDENTIFIER.test(segment) ? ':id' : segment))
    .join('/');
  return template.slice(0, MAX_ROUTE_LENGTH) || '/';
}
