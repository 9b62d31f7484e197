import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printable } from './printable.ts';

describe('printable text', () => {
  it('is the same text when nothing in it is dangerous', () => {
    expect(printable('Größe: 5 €, 時間\nnext line 🎉')).toBe('Größe: 5 €, 時間\nnext line 🎉');
  });

  it('leaves JSON the same JSON, without a character that a terminal acts on', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const shown = printable(JSON.stringify({ text }, null, 2));
        expect(JSON.parse(shown)).toEqual({ text });
        expect(shown).not.toMatch(/[^\P{Cc}\n]/u);
      }),
    );
  });
});
