/** A file of the browser SDK, by its name. */
export type SdkFileName =
  /** `paceline.js`, the file that pages name; it loads the full one. */
  | { readonly isLoader: true }
  /** A file that never changes, as its name has a hash of its text: `full`, or a part that it loads when asked for. */
  | { readonly isLoader: false; readonly kind: string };

const LOADER = 'paceline.js';
const HASHED = /^paceline(?:-(?<part>[a-z]+))?-[0-9a-f]{10,16}\.js$/;

/** What a file is by its name; nothing when it is none of the SDK. */
export function parseSdkFileName(name: string): SdkFileName | undefined {
  if (name === LOADER) return { isLoader: true };
  const match = HASHED.exec(name);
  return match === null ? undefined : { isLoader: false, kind: match.groups?.['part'] ?? 'full' };
}
