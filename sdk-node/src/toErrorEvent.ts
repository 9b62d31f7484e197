import type { EventOf } from '@paceline/protocol';
import { MAX_MESSAGE_LENGTH, MAX_NAME_LENGTH, MAX_STACK_LENGTH } from './limits.ts';

export type ErrorEvent = EventOf<'error'>;

/** The event of anything that was thrown. Equal errors get the same fingerprint: class, message and first frame, without numbers. */
export function toErrorEvent(
  kind: ErrorEvent['kind'],
  error: unknown,
  at: number,
): ErrorEvent & { fingerprint: string } {
  const isError = error instanceof Error;
  const name = (isError && text(error.name)) || 'Error';
  const message = isError ? text(error.message) : text(error);
  const stack = isError ? text(error.stack ?? '') : '';
  const firstFrame = stack.split('\n').find((line) => /:\d+:\d+/.test(line)) ?? '';
  return {
    type: 'error',
    at,
    kind,
    name: name.slice(0, MAX_NAME_LENGTH),
    message: message.slice(0, MAX_MESSAGE_LENGTH),
    ...(stack === '' ? {} : { stack: stack.slice(0, MAX_STACK_LENGTH) }),
    fingerprint: hash(withoutNumbers([name, message, firstFrame].join())),
  };
}

/** A value as text; what cannot be printed, and there are such values, is said to be so. */
function text(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'a value without text';
  }
}

function withoutNumbers(value: string): string {
  return value.replace(/[\da-f]{8,}|\d+/gi, '#');
}

/** FNV-1a as base 36: short, and the same everywhere. */
function hash(value: string): string {
  let sum = 0x811c9dc5;
  for (let index = 0; index < value.length; index += 1) {
    sum = Math.imul(sum ^ value.charCodeAt(index), 0x01000193);
  }
  return (sum >>> 0).toString(36);
}
