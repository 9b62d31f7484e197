const MARK = '"events":[';

/**
 * The text of the list of events in `text`, which is the JSON of a batch that was found to have known fields only; nothing where
 * that cannot be told quickly. Who keeps the events as they were sent need not write them again.
 *
 * What comes before the list is proven to be the beginning of the batch by reading it. What is given is the list and, when a
 * sender repeated fields, perhaps those: whoever puts the text into an object has to put the other fields after it, as
 * the last of equal names counts. With a backslash the text may hide what the values show.
 */
export function eventsTextOf(text: string): string | undefined {
  const at = text.indexOf(MARK);
  if (at < 0 || !text.endsWith(']}') || text.includes('\\')) return undefined;
  try {
    JSON.parse(`${text.slice(0, at)}${MARK}]}`);
  } catch {
    return undefined;
  }
  return text.slice(at + MARK.length - 1, -1);
}
