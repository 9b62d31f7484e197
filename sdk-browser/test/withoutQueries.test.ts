import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutQueries } from '../src/withoutQueries.ts';

describe('withoutQueries', () => {
  it.each([
    ['at f (https://a.example/app.js?v=12:10:5)', 'at f (https://a.example/app.js:10:5)'],
    ['f@https://a.example/app.js?v=12:10:5', 'f@https://a.example/app.js:10:5'],
    ['f@https://a.example/app.js:10:5', 'f@https://a.example/app.js:10:5'],
    ['GET https://a.example/x?token=1#y failed', 'GET https://a.example/x failed'],
    ['GET /x?token=1&b=2 failed', 'GET /x failed'],
    ['GET x.php?token=1', 'GET x.php'],
    ['see "https://a.example/#frag"', 'see "https://a.example/"'],
    ["see 'https://a.example/?q=1'", "see 'https://a.example/'"],
    ['https://a.example/?a=1\nhttps://b.example/?b=2', 'https://a.example/\nhttps://b.example/'],
    ['?what', '?what'],
    ['is ? and # alone', 'is ? and # alone'],
    ['', ''],
  ])('turns %s into %s', (text, expected) => {
    expect(withoutQueries(text)).toBe(expected);
  });

  it('keeps no secret that an address has in its query, wherever the address stands', () => {
    const word = fc.stringMatching(/^[a-z ]{0,12}$/);
    const around = fc.constantFrom(
      ['', ''],
      ['(', ')'],
      ['"', '"'],
      ["'", "'"],
      [' ', ' '],
      ['at ', ':10:5'],
    );
    fc.assert(
      fc.property(word, around, fc.webPath(), word, (before, [open, close], path, after) => {
        const text = `${before}${open}https://a.example${path}?token=SECRET&x=1#SECRET${close} ${after}`;
        expect(withoutQueries(text)).not.toContain('SECRET');
        expect(withoutQueries(text)).toContain(`https://a.example${path}${close}`);
      }),
    );
  });

  it('is quick with a long text', () => {
    const long = `x?${'a:1'.repeat(100_000)} `;
    const began = performance.now();
    expect(withoutQueries(long).length).toBeLessThan(long.length);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
