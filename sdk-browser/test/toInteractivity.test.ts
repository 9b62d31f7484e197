import { describe, expect, it } from 'vitest';
import { toInteractivity } from '../src/toInteractivity.ts';

const task = (startTime: number, duration: number) => ({ startTime, duration });

describe('toInteractivity', () => {
  it.each([
    ['the first paint without long tasks', [], { quietAt: 500, interactiveAt: 500, blockingMs: 0 }],
    [
      'the first paint when all came before it',
      [task(100, 200)],
      { quietAt: 500, interactiveAt: 500, blockingMs: 0 },
    ],
    [
      'the end of the last long task, counting what blocks beyond 50 ms',
      [task(600, 100), task(2000, 250)],
      { quietAt: 2250, interactiveAt: 2250, blockingMs: 250 },
    ],
    [
      'the end of the last one before five quiet seconds',
      [task(600, 100), task(5700, 1000)],
      { quietAt: 700, interactiveAt: 700, blockingMs: 50 },
    ],
    [
      'of a task around the paint only what came after',
      [task(400, 200)],
      { quietAt: 600, interactiveAt: 600, blockingMs: 50 },
    ],
  ])('is %s', (_, tasks, expected) => {
    expect(toInteractivity(tasks, 500, 300, 5000)).toEqual(expected);
  });

  it('is not before the document was ready', () => {
    expect(toInteractivity([task(600, 100)], 500, 900, 5000)).toMatchObject({
      quietAt: 700,
      interactiveAt: 900,
    });
  });
});
