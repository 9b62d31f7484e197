import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSessionSeal } from './createSessionSeal.ts';
import { beginSession } from './session.ts';

const API_TOKEN = 'pt_the_token_of_this_test';
const session = beginSession('fingerprint', true, 1_779_235_200_000);

describe('createSessionSeal', () => {
  it('opens what another process with the same API token sealed, and nothing else', () => {
    const sealed = createSessionSeal(API_TOKEN).seal(session);
    expect(createSessionSeal(API_TOKEN).open(sealed)).toEqual(session);
    expect(createSessionSeal(`${API_TOKEN}x`).open(sealed)).toBeUndefined();
    expect(sealed).not.toContain(API_TOKEN);
  });

  it('opens nothing that was changed in any place', () => {
    const seal = createSessionSeal(API_TOKEN);
    const sealed = seal.seal(session);
    fc.assert(
      fc.property(
        fc.nat(sealed.length - 1),
        fc.constantFrom('A', 'Z', 'a', '0', '-', '_', '.', ' '),
        (place, character) => {
          const changed = sealed.slice(0, place) + character + sealed.slice(place + 1);
          const opened = seal.open(changed);
          // The last character of base64url has bits that mean nothing.
          if (changed === sealed || place === sealed.length - 1) return;
          expect(opened).toBeUndefined();
        },
      ),
    );
  });

  it('opens nothing that anybody might send, and does not fail on it', () => {
    const seal = createSessionSeal(API_TOKEN);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => seal.open(text) === undefined));
    const [payload = '', signature = ''] = seal.seal(session).split('.');
    for (const text of [
      '',
      '.',
      `${payload}.${signature}.`,
      payload,
      `${payload}.`,
      `.${signature}`,
      'x'.repeat(100_000),
    ]) {
      expect(seal.open(text)).toBeUndefined();
    }
  });

  it('names a token by what tells nothing of it, the same in every process and another for each API token', () => {
    const digest = createHash('sha256').update('a token').digest();
    const name = createSessionSeal(API_TOKEN).fingerprintOf(digest);
    expect(name).toMatch(/^[\w-]{22}$/);
    expect(createSessionSeal(API_TOKEN).fingerprintOf(digest)).toBe(name);
    expect(createSessionSeal('another API token').fingerprintOf(digest)).not.toBe(name);
    expect(digest.toString('base64url')).not.toContain(name);
  });

  it('has a name that a cookie may have', () => {
    expect(createSessionSeal(API_TOKEN).name).toMatch(/^[\w-]{8}$/);
  });
});
