import { MAX_MESSAGE_LENGTH, MAX_NAME_LENGTH, MAX_STACK_LENGTH } from './limits.ts';
import type { ReportedErrorEvent } from './wire.ts';
import { withoutQueries } from './withoutQueries.ts';

/** FNV-1a of `text` as base 36: short, and the same everywhere. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return (value >>> 0).toString(36);
}

/** `text` without what differs between two occurrences or two builds: numbers and hashes. */
const withoutNumbers = (text: string): string => text.replace(/[\da-f]{8,}|\d+/gi, '#');

/**
 * The event of anything that was thrown. Texts are cut, URLs in them lose their queries, and the
 * fingerprint comes from class, message and first frame without their numbers.
 */
export function toErrorEvent(
  kind: ReportedErrorEvent['kind'],
  error: unknown,
  ownName?: string,
): Pick<ReportedErrorEvent, 'type' | 'kind' | 'name' | 'message' | 'stack'> & { fingerprint: string } {
  const thrown: Partial<Error> = error instanceof Error ? error : { message: String(error) };
  const name = (ownName ?? thrown.name) || 'Error';
  const message = withoutQueries(thrown.message ?? '');
  const stack = thrown.stack && withoutQueries(thrown.stack);
  const firstFrame = stack?.split('\n').find((line) => /:\d+:\d+/.test(line));
  return {
    type: 'error',
    kind,
    name: name.slice(0, MAX_NAME_LENGTH),
    message: message.slice(0, MAX_MESSAGE_LENGTH),
    stack: stack?.slice(0, MAX_STACK_LENGTH),
    fingerprint: hash(withoutNumbers([name, message, firstFrame].join())),
  };
}
