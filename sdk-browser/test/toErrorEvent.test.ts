import { describe, expect, it } from 'vitest';
import { toErrorEvent } from '../src/toErrorEvent.ts';
import { withoutQueries } from '../src/withoutQueries.ts';

const errorAt = (message: string, frame: string): Error =>
  Object.assign(new TypeError(message), { stack: `TypeError: ${message}\n    at ${frame}` });

describe('withoutQueries', () => {
  it.each([
    ['at f (https://a.example/app.js?v=12:10:5)', 'at f (https://a.example/app.js:10:5)'],
    ['GET https://a.example/x?token=1#y failed', 'GET https://a.example/x failed'],
    ['GET /x?token=1&b=2 failed', 'GET /x failed'],
    ['see "https://a.example/#frag"', 'see "https://a.example/"'],
    ['f@https://a.example/app.js:10:5', 'f@https://a.example/app.js:10:5'],
    ['is it broken? yes, #1', 'is it broken? yes, #1'],
  ])('turns %s into %s', (text, expected) => {
    expect(withoutQueries(text)).toBe(expected);
  });
});

describe('toErrorEvent', () => {
  it('gives the same fingerprint to one error of two builds and two orders', () => {
    const one = toErrorEvent(
      'uncaught',
      errorAt('order 17 is gone', 'load (https://a.example/app-1a2b3c4d.js:10:5)'),
    );
    const two = toErrorEvent(
      'uncaught',
      errorAt('order 4711 is gone', 'load (https://a.example/app-99ffee00.js:99:1)'),
    );
    const other = toErrorEvent(
      'uncaught',
      errorAt('order 17 is gone', 'save (https://a.example/app-1a2b3c4d.js:10:5)'),
    );
    expect(two.fingerprint).toBe(one.fingerprint);
    expect(other.fingerprint).not.toBe(one.fingerprint);
  });

  it.each([
    ['a string', 'no', { name: 'Error', message: 'no' }],
    ['nothing', undefined, { name: 'Error', message: 'undefined' }],
    [
      'an error without a name',
      Object.assign(new Error('no'), { name: '' }),
      { name: 'Error', message: 'no' },
    ],
    ['a long text', 'x'.repeat(5000), { message: 'x'.repeat(512) }],
  ])('describes %s', (_, thrown, expected) => {
    expect(toErrorEvent('rejection', thrown)).toMatchObject(expected);
  });
});
