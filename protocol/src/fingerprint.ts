import { createHash } from 'node:crypto';
import type { EventOf } from './events.ts';

const FINGERPRINT_LENGTH = 16;

/** An address, up to what cannot be part of it. */
const ADDRESS = /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s'"`)]+/gi;

/**
 * What varies between two reports of one error, with what stands for it; in this order. Texts come
 * from outside: every pattern takes time linear in the text.
 */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, '<id>'],
  [/\b(?=[a-f]*\d)[0-9a-f]{8,}\b/gi, '<id>'],
  [/"[^"]*"|'[^']*'|`[^`]*`/g, '<text>'],
  [/\d+(?:\.\d+)?/g, '<n>'],
];

/** Line and column at the end of a stack frame. */
const POSITION = /:\d+(?::\d+)?\)?$/;

/** A hash that bundlers put into a file's name, as in `index-B7x9cQ2a.js`. */
const BUNDLE_HASH = /[-.](?=[A-Za-z_]*\d)[A-Za-z0-9_]{8,}(?=\.[a-z]+$)/;

/** An address that is its whole content; up to the comma it says of which type. */
const INLINE_CONTENT = /\b(data:[^\s,]{0,100}),\S*/gi;

/** Random text in mixed case, as the ids of builds are. */
const RANDOM_SEGMENT = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w-]{16,}$/;

/**
 * What groups equal errors: the sender's own fingerprint, else a hash of the error's name, of its
 * message without numbers, ids, addresses and quoted texts, and of function and file of its first
 * frame. Lines and columns stay out, so that an error is still the same one after a release.
 *
 * Of a resource that did not load, or that a policy kept out, only its address says which one it is:
 * there host and path stay, without what varies in them.
 */
export function fingerprintOf(event: EventOf<'error'>): string {
  if (event.fingerprint !== undefined) return event.fingerprint;
  const isOfResource = event.kind === 'resource' || event.kind === 'csp';
  const message = isOfResource ? classAddresses(event.message) : event.message.replace(ADDRESS, '<url>');
  const parts = [event.name, withoutVarying(message), firstFrameOf(event.stack ?? '')];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, FINGERPRINT_LENGTH);
}

function withoutVarying(message: string): string {
  return VARYING.reduce((text, [pattern, mark]) => text.replace(pattern, mark), message);
}

function classAddresses(message: string): string {
  return message.replace(INLINE_CONTENT, '$1').replace(ADDRESS, classOfAddress);
}

/** Host and path of an address, without the hashes of builds and bundles. */
function classOfAddress(address: string): string {
  const [withoutQuery = ''] = address.split(/[?#]/, 1);
  const [host = '', ...segments] = withoutQuery.slice(withoutQuery.indexOf('://') + 3).split('/');
  const path = segments.map((segment) => segment.replace(BUNDLE_HASH, '').replace(RANDOM_SEGMENT, '<id>'));
  // A host is the same in any case, and a user in front of it is nobody's business.
  return [host.slice(host.lastIndexOf('@') + 1).toLowerCase(), ...path].join('/');
}

/** `function file` of the first frame; empty when the stack has none. */
function firstFrameOf(stack: string): string {
  for (const line of stack.split('\n')) {
    const frame = line.trim();
    const place = frame.replace(POSITION, '');
    if (place === frame) continue;
    if (place.startsWith('at ')) return v8Frame(place.slice('at '.length));
    const separator = place.indexOf('@');
    if (separator >= 0) return `${place.slice(0, separator)} ${fileNameOf(place.slice(separator + 1))}`;
  }
  return '';
}

/** `function (file` or `file`. */
function v8Frame(place: string): string {
  const open = place.lastIndexOf(' (');
  return open < 0
    ? ` ${fileNameOf(place)}`
    : `${place.slice(0, open).replace(/^async /, '')} ${fileNameOf(place.slice(open + 2))}`;
}

/** Name of the file without its folders, its query and a bundler's hash. */
function fileNameOf(path: string): string {
  const [withoutQuery = ''] = path.split(/[?#]/, 1);
  const name = withoutQuery.slice(
    Math.max(withoutQuery.lastIndexOf('/'), withoutQuery.lastIndexOf('\\')) + 1,
  );
  return name.replace(BUNDLE_HASH, '');
}
