import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { askedFrom, isAskedByHttps } from './requestOrigin.ts';

async function read(headers: Record<string, string>, publicUrl?: string) {
  const app = new Hono();
  app.post('/', (c) => c.json({ from: askedFrom(c, publicUrl), isByHttps: isAskedByHttps(c) }));
  const answer = await app.request('http://127.0.0.1:4611/', { method: 'POST', headers });
  return await answer.json();
}

describe('askedFrom', () => {
  const host = { host: 'paceline.example' };
  it.each([
    ['the same site as the browser says', { ...host, 'sec-fetch-site': 'same-origin' }, 'same-origin'],
    [
      'a subdomain as the browser says',
      { ...host, 'sec-fetch-site': 'same-site', origin: 'https://paceline.example' },
      'elsewhere',
    ],
    ['another site as the browser says', { ...host, 'sec-fetch-site': 'cross-site' }, 'elsewhere'],
    ['the address bar', { ...host, 'sec-fetch-site': 'none' }, 'elsewhere'],
    ['a page of the host', { ...host, origin: 'https://paceline.example' }, 'same-origin'],
    [
      'a page of the host behind collector and proxy',
      {
        host: '127.0.0.1:4611',
        'x-forwarded-host': 'Paceline.example, inner',
        origin: 'https://paceline.example',
      },
      'same-origin',
    ],
    [
      'a page of the same host on another port',
      { ...host, origin: 'https://paceline.example:8443' },
      'elsewhere',
    ],
    ['a page of another host', { ...host, origin: 'https://evil.example' }, 'elsewhere'],
    ['a page without an origin of its own', { ...host, origin: 'null' }, 'elsewhere'],
    ['a program', host, 'unknown'],
  ])('tells %s', async (_case, headers, from) => {
    expect(await read(headers)).toMatchObject({ from });
  });

  it('takes the public address where a proxy keeps the host to itself', async () => {
    const headers = { host: 'collector:4600', origin: 'https://paceline.example' };
    expect(await read(headers)).toMatchObject({ from: 'elsewhere' });
    expect(await read(headers, 'https://paceline.example/')).toMatchObject({ from: 'same-origin' });
  });
});

describe('isAskedByHttps', () => {
  it.each([
    ['an origin by HTTPS', { origin: 'https://a.example', 'x-forwarded-proto': 'http' }, true],
    ['an origin by HTTP', { origin: 'http://a.example', 'x-forwarded-proto': 'https' }, false],
    ['what the outermost proxy said', { 'x-forwarded-proto': 'https, http' }, true],
    ['the connection', {}, false],
  ])('goes by %s', async (_case, headers, isByHttps) => {
    expect(await read(headers)).toMatchObject({ isByHttps });
  });
});
