import { expect, it } from 'vitest';
import { restartDelayMs } from './restartDelay.ts';

it('restarts at once after a healthy life, then doubles from 100 ms up to 5 s', () => {
  expect([0, 1, 2, 3, 6, 7, 1000].map(restartDelayMs)).toEqual([0, 100, 200, 400, 3200, 5000, 5000]);
});
