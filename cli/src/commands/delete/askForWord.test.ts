import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { askForWord } from './askForWord.ts';

const ask = (typed: string) => {
  const input = new PassThrough();
  input.end(typed);
  return askForWord('shop', { question: '? ', input, output: { write: () => true } });
};

describe('askForWord', () => {
  it.each([
    ['shop\n', true],
    [' shop \r\n', true],
    ['Shop\n', false],
    ['\n', false],
    ['blog\nshop\n', false],
    ['', false],
  ])('says of %j: %s', async (typed, isTyped) => {
    expect(await ask(typed)).toBe(isTyped);
  });
});
