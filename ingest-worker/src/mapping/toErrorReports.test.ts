import type { EventOf } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { aBatch } from '../../test/aBatch.ts';
import { fingerprintOf } from '@paceline/protocol/fingerprint';
import { toErrorReports } from './toErrorReports.ts';
import { toMeasurements } from './toMeasurements.ts';

function anError(parts: Partial<EventOf<'error'>> = {}): EventOf<'error'> {
  return {
    type: 'error',
    at: Date.UTC(2026, 0, 1),
    kind: 'uncaught',
    name: 'TypeError',
    message: 'x is not a function',
    ...parts,
  };
}

describe('toErrorReports', () => {
  it('reports errors alone, under the fingerprint that their measurement has', () => {
    const events = [{ type: 'measure', at: 1, name: 'a', value: 1 } as const, anError({ weight: 3 })];
    const batch = aBatch({ events });
    const [report, ...others] = toErrorReports(batch);
    expect(others).toEqual([]);
    expect(report).toMatchObject({ eventIndex: 1, weight: 3, message: 'x is not a function', stack: '' });
    expect(toMeasurements(batch)[1]).toMatchObject({
      metric: 'error.count',
      value: 1,
      subject: report?.fingerprint,
    });
  });
});

describe('the visit of what is stored', () => {
  it.each([
    ['the session', { sessionId: 's1', pageViewId: 'p1' }, 's1'],
    ['the page view where there is no session', { pageViewId: 'p1' }, 'p1'],
    ['nothing for a server', { instance: 'web-1' }, ''],
  ])('is %s', (_, context, sessionId) => {
    const batch = aBatch({ context, events: [anError()] });
    expect(toErrorReports(batch)).toMatchObject([{ sessionId }]);
    expect(toMeasurements(batch)).toMatchObject([{ sessionId }]);
  });
});

describe('fingerprintOf', () => {
  it('keeps the fingerprint of the sender', () => {
    expect(fingerprintOf(anError({ fingerprint: 'mine' }))).toBe('mine');
  });

  it.each([
    ['numbers', 'order 17 is gone', 'order 4711 is gone'],
    ['ids', 'no user 6f9619ff-8b86-d011-b42d-00cf4fc964ff', 'no user 7d44c0f1-0000-4000-8000-00cf4fc96400'],
    ['hashes', 'blob deadbeef0123 is missing', 'blob 00ff00ff00ff is missing'],
    ['addresses', 'GET https://a.example/1 failed', 'GET https://b.example/2?x=3 failed'],
    ['quoted texts', 'cannot read "name"', 'cannot read "price"'],
  ])('groups messages that differ in %s', (_, one, other) => {
    expect(fingerprintOf(anError({ message: one }))).toBe(fingerprintOf(anError({ message: other })));
  });

  it.each([
    ['name', {}, { name: 'RangeError' }],
    ['message', {}, { message: 'y is undefined' }],
    [
      'function',
      { stack: 'Error: x\n    at pay (https://shop.example/cart.js:10:5)' },
      { stack: 'Error: x\n    at send (https://shop.example/cart.js:10:5)' },
    ],
    [
      'file',
      { stack: 'pay@https://shop.example/cart.js:1:2' },
      { stack: 'pay@https://shop.example/list.js:1:2' },
    ],
  ])('tells errors of another %s apart', (_, one, other) => {
    expect(fingerprintOf(anError(one))).not.toBe(fingerprintOf(anError(other)));
  });

  it.each([
    ['position', 'at pay (/srv/a/cart.js:10:5)', 'at pay (/srv/a/cart.js:99:1)'],
    ['folder', 'at pay (/srv/releases/1/cart.js:10:5)', 'at async pay (/srv/releases/2/cart.js:10:5)'],
    [
      'hash of the bundle',
      'at https://x.example/index-B7x9cQ2a.js:1:9',
      'at https://x.example/index-Zk81mmP0.js:1:7',
    ],
    ['browser', 'at pay (https://x.example/cart.js?v=1:1:2)', 'pay@https://x.example/cart.js:8:8'],
  ])('groups stacks that differ in their %s', (_, one, other) => {
    expect(fingerprintOf(anError({ stack: one }))).toBe(fingerprintOf(anError({ stack: other })));
  });

  describe.each([
    ['resource', 'ResourceError', 'img'],
    ['csp', 'CspViolation', 'script-src-elem'],
  ] as const)('of errors of the kind %s', (kind, name, what) => {
    const fingerprintAt = (address: string) =>
      fingerprintOf(anError({ kind, name, message: `${what} ${address}` }));

    it.each([
      ['host', 'https://a.example/x.js', 'https://b.example/x.js'],
      ['folder', 'https://a.example/x/y.js', 'https://a.example/z/y.js'],
      ['file', 'https://a.example/missing.png', 'https://a.example/gone.png'],
      ['file without a folder', 'https://a.example', 'https://a.example/gone.png'],
      ['word in place of an address', 'inline', 'eval'],
      ['type of inline content', 'data:image/png;base64,AAAA', 'data:text/css,a{}'],
    ])('tells those of another %s apart', (_, one, other) => {
      expect(fingerprintAt(one)).not.toBe(fingerprintAt(other));
    });

    it.each([
      ['query', 'https://a.example/x.png?v=1', 'https://a.example/x.png?user=bob#top'],
      ['scheme', 'http://a.example/x.png', 'https://A.example/x.png'],
      ['user', 'https://bob:secret@a.example/x.png', 'https://a.example/x.png'],
      ['number', 'https://cdn1.example/p/17/x-2.png', 'https://cdn2.example/p/4711/x-30.png'],
      ['hash', 'https://a.example/app-B7x9cQ2a.js', 'https://a.example/app-Zk81mmP0.js'],
      ['hex hash', 'https://a.example/app.3f9a8b7c.css', 'https://a.example/app.00ff00ff.css'],
      [
        'id',
        'blob:https://a.example/6f9619ff-8b86-d011-b42d-00cf4fc964ff',
        'blob:https://a.example/7d44c0f1-0000-4000-8000-00cf4fc96400',
      ],
      [
        'build',
        'https://a.example/_next/static/k3Jx_9-QvPw81mmP0aZ2b/_app.js',
        'https://a.example/_next/static/Zq7T-fG2hU0sLw4nR_eX1/_app.js',
      ],
      ['inline content', 'data:image/png;base64,AAAA', 'data:image/png;base64,BBBB=='],
    ])('groups those that differ in their %s', (_, one, other) => {
      expect(fingerprintAt(one)).toBe(fingerprintAt(other));
    });
  });

  it('stays the same over versions of Paceline, so that a group goes on', () => {
    const stack = 'TypeError: x\n    at pay (https://shop.example/cart.js:10:5)';
    const message = 'GET https://a.example/1?x=2 gave "nothing" 17 times for deadbeef0123';
    expect(fingerprintOf(anError({ message, stack }))).toBe('cb8a2f27a2276c09');
  });

  it('takes linear time on hostile texts', () => {
    // So long that quadratic time would be minutes, beyond the limit of any test.
    const parts = ['a.', ':1', '  ', '@@', 'at (', '/a1', 'aA1', '://', 'data:'].map((part) =>
      part.repeat(200_000),
    );
    for (const text of parts.flatMap((part) => [part, `${part}!`])) {
      for (const kind of ['uncaught', 'resource'] as const) {
        expect(fingerprintOf(anError({ kind, message: text, stack: text }))).toMatch(/./);
        expect(fingerprintOf(anError({ kind, message: `https://${text}` }))).toMatch(/./);
      }
    }
  });
});
