import { expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

it.each([
  ['90s', 90],
  ['30m', 1800],
  ['12h', 43_200],
  ['7d', 604_800],
  ['2w', 1_209_600],
  ['13mo', 13 * 31 * 86_400],
  ['1y', 366 * 86_400],
  ['0d', null],
  ['7 d', null],
  ['-7d', null],
  ['1.5d', null],
  ['7', null],
  ['', null],
])('reads %j as %j seconds', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds);
});
