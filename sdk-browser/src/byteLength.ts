/** The bytes of `text` in UTF-8. A `Blob` would tell as well, but is a matter of several processes. */
export const byteLength = (text: string): number => new TextEncoder().encode(text).length;
