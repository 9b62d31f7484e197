import { isIdentifier } from './isIdentifier.ts';

/** Longest path that is looked at, in UTF-16 units; what follows is not part of any template. */
const LONGEST_PATH = 4096;

/** Stands for the rest of a path whose template is too long. */
const REST = '/*';

/** A name in parentheses stands for no path: `(unmatched)`, `(other)`. */
const NAMED = /^\([^()/?#]+\)$/;
const SCHEME = /^[a-z][a-z\d+.-]*:\/\//i;
/** `api.example.com`, `localhost:3000`, `10.0.0.7:80`, `[::1]`, when a path follows. */
const HOST = /^(?:(?:[\w-]+\.)+[a-z][\w-]*|localhost|(?:\d{1,3}\.){3}\d{1,3}|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
const HOST_WITH_PORT = /^[\w.-]+:\d{1,5}$/;
/** `:name`, `{name}`, `[name]`, `[[...name]]`, `<int:name>`, `$name`, `(group)`, `*`, with what follows the name. */
const TEMPLATE = /^(?::[a-z_]|\{\W*[a-z_*]|\[+\W*[a-z_*]|<\W*[a-z_*]|\$[a-z_]|\([a-z_.])|^[*$]+$/i;
/** An optional parameter just before its question mark, which then begins no query. */
const OPTIONAL_PARAMETER = /(?:^|\/)(?::\w+|\{\w+|\[\w+)$/;
const EXTENSION = /^(.+)(\.[a-z]\w{0,4})$/i;

/**
 * The template of `route`: of a raw path, query and fragment are dropped and every segment that names
 * one thing among many becomes `:id`. Templates (`/orders/:id`, `/orders/{id}`) and names such as `(unmatched)`
 * stay as they are; of `host/path` the host stays. The result has at most `longest` UTF-16 units: what is
 * longer ends in `/*`. Normalising twice changes nothing.
 */
export function normaliseRoute(route: string, longest: number): string {
  if (NAMED.test(route)) return route.slice(0, longest);
  const { host, path } = splitHost(withoutQuery(route.replace(SCHEME, '')));
  const isCut = path.length > LONGEST_PATH;
  const segments = (isCut ? path.slice(0, LONGEST_PATH).replace(/\/?[^/]*$/, REST) : path)
    .split('/')
    .map(toTemplate)
    .filter((segment) => segment !== '');
  const isAbsolute = host !== '' || path.startsWith('/') || segments.length === 0;
  return shorten(`${host}${isAbsolute ? '/' : ''}${segments.join('/')}`, longest);
}

function withoutQuery(route: string): string {
  const mark = /[?#]/g;
  for (let found = mark.exec(route); found !== null; found = mark.exec(route)) {
    const isOptional =
      found[0] === '?' &&
      /^(?:[/}\]]|$)/.test(route.slice(found.index + 1, found.index + 2)) &&
      OPTIONAL_PARAMETER.test(route.slice(Math.max(0, found.index - 128), found.index));
    if (!isOptional) return route.slice(0, found.index);
  }
  return route;
}

function splitHost(route: string): { host: string; path: string } {
  const slash = route.indexOf('/');
  if (slash <= 0) return { host: '', path: route };
  // Credentials in an address are no part of its host, nor are parameters.
  const host = withoutParameters(route.slice(route.lastIndexOf('@', slash) + 1, slash));
  if (host.length > 255 || !(HOST.test(host) || HOST_WITH_PORT.test(host))) return { host: '', path: route };
  return { host: host.toLowerCase(), path: route.slice(slash) };
}

function toTemplate(raw: string): string {
  if (TEMPLATE.test(raw)) return isIdentifier(raw.replace(/^\W+|\W+$/g, '')) ? ':id' : raw;
  const segment = withoutParameters(raw);
  const decoded = decode(segment);
  const [, base, extension] = EXTENSION.exec(decoded) ?? [];
  // What ends an address (`jan@example.com`) is no extension.
  if (base !== undefined && !base.includes('@') && isIdentifier(base)) return `:id${extension}`;
  return isIdentifier(decoded) ? ':id' : segment;
}

/** What follows a semicolon are parameters (`;jsessionid=...`). */
function withoutParameters(segment: string): string {
  return segment.replace(/;.*/s, '');
}

function decode(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function shorten(template: string, longest: number): string {
  if (template.length <= longest) return template;
  const end = template.lastIndexOf('/', longest - REST.length);
  return `${template.slice(0, Math.max(0, end))}${REST}`.slice(0, longest);
}
