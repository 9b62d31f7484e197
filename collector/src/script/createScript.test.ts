import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { aCollector, someOptions } from '../../test/aCollector.ts';
import { acceptedEncoding } from './acceptedEncoding.ts';

const { sdkScript } = someOptions().options;

const get = (headers: Record<string, string> = {}, method = 'GET') =>
  aCollector().app.request('/paceline.js', { method, headers });

describe('GET /paceline.js', () => {
  it('serves the script to every site', async () => {
    const response = await get();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=3600',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
      'content-length': String(sdkScript.length),
    });
    expect(await response.text()).toBe(sdkScript.toString());
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('compresses it with %s', async (encoding, decompress) => {
    const response = await get({ 'accept-encoding': encoding });
    expect(response.headers.get('content-encoding')).toBe(encoding);
    const body = Buffer.from(await response.arrayBuffer());
    expect(body.length).toBeLessThan(sdkScript.length);
    expect(response.headers.get('content-length')).toBe(String(body.length));
    expect(decompress(body)).toEqual(sdkScript);
  });

  it('names each encoding by a strong tag of its own, and answers 304 to who has it', async () => {
    const tags = new Set<string>();
    for (const encoding of ['br', 'gzip', 'identity']) {
      const tag = (await get({ 'accept-encoding': encoding })).headers.get('etag') ?? '';
      expect(tag).toMatch(/^"[^"]+"$/);
      tags.add(tag);
      const again = await get({ 'accept-encoding': encoding, 'if-none-match': `"other", ${tag}` });
      expect(again.status).toBe(304);
      expect(again.headers.get('etag')).toBe(tag);
      expect(await again.text()).toBe('');
      expect((await get({ 'accept-encoding': encoding, 'if-none-match': '"other"' })).status).toBe(200);
    }
    expect(tags.size).toBe(3);
  });

  it('answers HEAD with the same headers and no body', async () => {
    const response = await get({}, 'HEAD');
    expect(response.headers.get('content-length')).toBe(String(sdkScript.length));
    expect(await response.text()).toBe('');
  });
});

describe('acceptedEncoding', () => {
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['identity', undefined],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip;q=1.0, br;q=0.5', 'br'],
    ['br;q=0, gzip', 'gzip'],
    ['BR;Q=0, *', 'gzip'],
    ['*', 'br'],
    ['*;q=0', undefined],
    ['gzip;q=0.0', undefined],
  ])('of %s is %s', (header, encoding) => {
    expect(acceptedEncoding(header)).toBe(encoding);
  });
});
