/** A segment longer than this is not a name that someone gave to a page. */
const LONGEST_NAME = 100;

/** Letters in any script: what has a digit and none of them is a number, a date, a phone number or an address. */
const HAS_LETTER = /\p{L}/u;
const HAS_DIGIT = /\d/;

/**
 * The SDKs' rule: hexadecimal of at least 8 characters or a token of at least 20, with a digit in it.
 * A plain slug such as `iphone-15-pro` is neither.
 */
const HEX_OR_TOKEN = /^(?=.*\d)([\da-f-]{8,}|\w{20,})$/i;
/** Hexadecimal without a digit; no word is that long. */
const LONG_HEX = /^[\da-f]{16,}$/i;
/** Random text in mixed case, as nanoids, prefixed ids and base64 have it. */
const MIXED_TOKEN = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+=~-]{16,}$/;
/** A JSON Web Token, or what is built like one. */
const DOTTED_TOKEN = /^[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}$/;
const LONG_NUMBER = /\d{6}/;
const DATE = /^\d{4}-\d{2}(-\d{2})?([T_ ]|$)/;
const IPV6 = /^(?=.*:.*:)[\da-f:.]+$/i;

/**
 * Whether a path segment (percent-decoded) names one thing among many or one person: a number, a UUID, a
 * hash, a token, a date, an IP address, an e-mail address or a handle.
 */
export function isIdentifier(segment: string): boolean {
  if (segment.length > LONGEST_NAME) return true;
  if (segment.includes('@') || IPV6.test(segment) || LONG_HEX.test(segment)) return true;
  if (!HAS_DIGIT.test(segment)) return false;
  return (
    !HAS_LETTER.test(segment) ||
    HEX_OR_TOKEN.test(segment) ||
    MIXED_TOKEN.test(segment) ||
    LONG_NUMBER.test(segment) ||
    DATE.test(segment) ||
    DOTTED_TOKEN.test(segment)
  );
}
