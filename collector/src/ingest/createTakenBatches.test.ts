import { describe, expect, it } from 'vitest';
import { createTakenBatches } from './createTakenBatches.ts';

const enqueue = () => Promise.resolve({ ok: true } as const);

describe('createTakenBatches', () => {
  it('remembers at most so many batches, and forgets the oldest first', async () => {
    const taken = createTakenBatches(2);
    for (const id of ['first', 'second', 'third']) await taken.take('shop', id, 0, enqueue);
    expect(['first', 'second', 'third'].map((id) => taken.earlier('shop', id, 0))).toEqual([
      'none',
      'taken',
      'taken',
    ]);
  });

  it('forgets a batch whose enqueueing threw', async () => {
    const taken = createTakenBatches();
    const thrown = taken.take('shop', 'first', 0, () => Promise.reject(new Error('bug')));
    expect(taken.earlier('shop', 'first', 0)).toBe(thrown);
    await expect(thrown).rejects.toThrow('bug');
    expect(taken.earlier('shop', 'first', 0)).toBe('none');
  });
});
