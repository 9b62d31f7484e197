/** An address up to what cannot be part of it; whatever follows the scheme matches, so that no text is read twice. */
const ADDRESS = /https?:\/\/[^\s"'<>]*/gi;
/** Line and column of a stack frame, and what closes or ends the address. */
const END = /(?::\d{1,7}){0,2}[)\]}.,;!`]{0,4}$/;
/** Longest text that {@link END} matches. */
const LONGEST_END = 20;

/**
 * `text` with the addresses in it cut before their query and fragment, and without user and password: those may name
 * a person. Line and column at the end of an address stay.
 */
export function withoutQueries(text: string): string {
  // Most texts have no address.
  return text.includes('://') ? text.replace(ADDRESS, withoutQuery) : text;
}

function withoutQuery(address: string): string {
  const cut = address.search(/[?#]/);
  const kept = cut < 0 ? address : `${address.slice(0, cut)}${endOf(address.slice(cut + 1))}`;
  const hostAt = kept.indexOf('://') + 3;
  const pathAt = kept.indexOf('/', hostAt);
  const userEnd = kept.slice(0, pathAt < 0 ? kept.length : pathAt).lastIndexOf('@');
  return userEnd < hostAt ? kept : kept.slice(0, hostAt) + kept.slice(userEnd + 1);
}

function endOf(query: string): string {
  return END.exec(query.slice(-LONGEST_END))?.[0] ?? '';
}
