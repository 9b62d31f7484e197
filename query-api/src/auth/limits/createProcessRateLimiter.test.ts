import { expect, it } from 'vitest';
import { createProcessRateLimiter } from './createProcessRateLimiter.ts';

it('admits as many requests of a bucket in a second as it may, all at once if they come so', () => {
  let at = 500;
  const limiter = createProcessRateLimiter(() => at);
  const takeFour = () => Array.from({ length: 4 }, () => limiter.take('a', 3));
  expect(takeFour()).toEqual([true, true, true, false]);
  expect(limiter.take('b', 3)).toBe(true);
  at = 999;
  expect(limiter.take('a', 3)).toBe(false);
  at = 1000;
  expect(takeFour()).toEqual([true, true, true, false]);
  // A clock that is set back begins a second, too.
  at = 0;
  expect(takeFour()).toEqual([true, true, true, false]);
});
