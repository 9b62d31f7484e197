import { createHash } from 'node:crypto';
import { SCOPES } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import { knownApp } from './caller.ts';
import { createTokenRing } from './createTokenRing.ts';

const digestOf = (token: string) => createHash('sha256').update(token).digest('hex');
const apps = [{ name: 'shop' }, { name: 'blog' }];

describe('createTokenRing', () => {
  const ring = createTokenRing({
    apiToken: 'the-api-token',
    apps,
    tokens: [
      { name: 'ci', sha256: digestOf('ci-token'), apps: ['shop', 'gone'], scopes: ['read'] },
      { name: 'all', sha256: digestOf('all-token').toUpperCase(), scopes: ['read', 'export'] },
    ],
  });

  it('knows whose token it is, what it may do, and which of the apps there are it may see', () => {
    expect(ring.find('ci-token')?.caller).toEqual({
      name: 'ci',
      apps: { names: ['shop'] },
      scopes: new Set(['read']),
    });
    expect(ring.find('all-token')?.caller).toEqual({
      name: 'all',
      apps: { names: ['shop', 'blog'] },
      scopes: new Set(['read', 'export']),
    });
  });

  it('lets the API token do everything', () => {
    expect(ring.find('the-api-token')?.caller).toEqual({
      name: 'api-token',
      apps: { names: ['shop', 'blog'] },
      scopes: new Set(SCOPES),
    });
  });

  it.each(['', 'ci-toke', 'ci-tokenx', digestOf('ci-token')])('knows nobody by "%s"', (token) => {
    expect(ring.find(token)).toBeUndefined();
  });

  it('refuses an empty API token, which would let everybody in', () => {
    expect(() => createTokenRing({ apiToken: '', tokens: [], apps })).toThrow('everybody');
  });
});

/** What is answered for an app to who may see the shop only. */
function answerFor(name: string): unknown {
  try {
    return knownApp({ names: ['shop'] }, name);
  } catch (error) {
    return error;
  }
}

describe('knownApp', () => {
  it('answers alike for an app of others and for one that does not exist', () => {
    expect(answerFor('shop')).toBe('shop');
    for (const name of ['blog', 'nope']) {
      expect(answerFor(name)).toMatchObject({
        status: 404,
        document: { detail: `There is no app "${name}". There are: shop.` },
      });
    }
  });
});
