import { MAX_ROUTE_LENGTH } from './limits.ts';

/**
 * The first of `rules` that fits `path`, else the path itself: the collector replaces what looks like an identifier. In a rule, as
 * `/orders/:id` or `/docs/*`, `:name` is any one segment, and `*` whatever follows.
 */
export const routeTemplate = (path: string, rules: readonly string[] = []): string =>
  (
    rules.find((rule) =>
      new RegExp(
        `^${rule.replace(/:\w+|[^\w/]/g, (part) => (part[1] ? '[^/]+' : part === '*' ? '.+' : `\\${part}`))}/?$`,
      ).test(path),
    ) ?? path
  ).slice(0, MAX_ROUTE_LENGTH);
