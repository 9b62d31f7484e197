/**
 * Text that came from outside, safe for a terminal: what would move the cursor, change colours or turn the direction of
 * reading is written as `\u` and four digits. Lines stay lines, and JSON stays the same JSON.
 */
export function printable(text: string): string {
  return text.replaceAll(
    /[^\P{Cc}\n]|[\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
