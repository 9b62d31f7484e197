import { describe, expect, it } from 'vitest';
import { isOutOfMemory } from './isOutOfMemory.ts';

const oom = new Error("OOM command not allowed when used memory > 'maxmemory'.");

describe('isOutOfMemory', () => {
  it.each([
    ['a command', oom, true],
    ['a script', new Error(`ERR Error running script: ${oom.message}`), true],
    [
      'a transaction',
      Object.assign(new Error('EXECABORT'), { previousErrors: [new Error('no'), oom] }),
      true,
    ],
    ['another reason', Object.assign(new Error('EXECABORT'), { previousErrors: [new Error('no')] }), false],
    ['no error at all', 'OOM', false],
  ])('tells it of %s', (_, error, expected) => {
    expect(isOutOfMemory(error)).toBe(expected);
  });

  it('looks at an error once that is among its own previous ones, as of a connection that was lost', () => {
    const error: Error & { previousErrors?: unknown[] } = new Error('Connection is closed.');
    error.previousErrors = [error];
    expect(isOutOfMemory(error)).toBe(false);
  });
});
