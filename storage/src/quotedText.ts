import { checkedText } from './rowChecks.ts';

/** Texts that are remembered; then all are forgotten and learned anew. */
const MOST_REMEMBERED = 10_000;
/** Longer texts hardly ever come again. */
const LONGEST_REMEMBERED = 256;

/**
 * Quotes texts as JSON, and remembers them: most columns of a block have few different texts, and checking and quoting
 * each of them again would be most of the work of a row.
 *
 * @throws {RangeError} when it is not a text
 */
export function createQuotedTexts(): (text: string, column: string) => string {
  const remembered = new Map<string, string>();
  return function quoted(text, column) {
    if (text === '') return '""';
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const fresh = JSON.stringify(checkedText(text, column));
    if (text.length <= LONGEST_REMEMBERED) {
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(text, fresh);
    }
    return fresh;
  };
}
