import { describe, expect, it } from 'vitest';
import { withoutQueries } from './withoutQueries.ts';

describe('withoutQueries', () => {
  it.each([
    ['x is not a function', 'x is not a function'],
    ['really? yes', 'really? yes'],
    ['GET https://a.example/b?token=1 failed', 'GET https://a.example/b failed'],
    ['GET https://a.example/b#token=1 failed', 'GET https://a.example/b failed'],
    ['see "HTTPS://a.example?q=jan@example.com"!', 'see "HTTPS://a.example"!'],
    ['at f (https://a.example/x.js?v=1:10:5)', 'at f (https://a.example/x.js:10:5)'],
    [
      'pay@https://a.example/x.js?user=jan:10:5\nb@http://b/y.js:1',
      'pay@https://a.example/x.js:10:5\nb@http://b/y.js:1',
    ],
    ['https://jan:secret@a.example/b', 'https://a.example/b'],
    ['https://a.example/@jan/b', 'https://a.example/@jan/b'],
    ['two https://a/?q=1 and https://b/?q=2.', 'two https://a/ and https://b/.'],
    ['https://a/?phone=:491511234567', 'https://a/'],
    ['ws://a/?q=1', 'ws://a/?q=1'],
  ])('%s', (text, expected) => {
    expect(withoutQueries(text)).toBe(expected);
  });

  it('takes linear time on hostile texts', () => {
    for (const part of ['http://', 'http://?', 'http://a?))))', 'https://@', ':1', 'http://a?:1:1:1']) {
      expect(withoutQueries(part.repeat(300_000)).length).toBeGreaterThan(0);
    }
  });
});
