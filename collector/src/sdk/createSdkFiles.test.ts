import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aCollector, SDK_FILES } from '../../test/aCollector.ts';
import { startServer } from '../../test/startServer.ts';

const LOADER = '/paceline.js';
const FULL = '/paceline-0123456789.js';
const ATTRIBUTION = '/paceline-attribution-0a1b2c3d4e5f.js';
const TRACING = '/paceline-tracing-00112233445566ff.js';
const PATHS = [LOADER, FULL, ATTRIBUTION, TRACING];

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  aCollector().app.request(path, { method, headers });
const textOf = (path: string) => SDK_FILES.get(path.slice(1))?.toString() ?? '';

/** How `/paceline.json` describes the file at a path. */
const described = (path: string) => ({
  file: path.slice(1),
  bytes: textOf(path).length,
  integrity: `sha384-${createHash('sha384').update(textOf(path)).digest('base64')}`,
});

describe('the files of the browser SDK', () => {
  it.each(PATHS)('has %s for every site, which may weigh it', async (path) => {
    const response = await get(path);
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'timing-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
      'content-length': String(textOf(path).length),
    });
    expect(await response.text()).toBe(textOf(path));
  });

  it.each([
    [LOADER, 'public, max-age=600, stale-while-revalidate=86400'],
    [FULL, 'public, max-age=31536000, immutable'],
    [ATTRIBUTION, 'public, max-age=31536000, immutable'],
    [TRACING, 'public, max-age=31536000, immutable'],
    ['/paceline.json', 'public, max-age=60'],
  ])('lets %s be kept as "%s"', async (path, cacheControl) => {
    const response = await get(path);
    expect(response.headers.get('cache-control')).toBe(cacheControl);
    const tag = response.headers.get('etag') ?? '';
    const again = await get(path, { 'if-none-match': tag });
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, cacheControl]);
  });

  it.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const)('compresses them with %s', async (encoding, decompress) => {
    for (const path of PATHS) {
      const response = await get(path, { 'accept-encoding': encoding });
      expect(response.headers.get('content-encoding')).toBe(encoding);
      const body = Buffer.from(await response.arrayBuffer());
      expect(body.length).toBeLessThan(textOf(path).length);
      expect(response.headers.get('content-length')).toBe(String(body.length));
      expect(decompress(body).toString()).toBe(textOf(path));
    }
  });

  it('names each encoding by a strong tag of its own, and answers 304 to who has it', async () => {
    const tags = new Set<string>();
    for (const encoding of ['br', 'gzip', 'identity']) {
      const tag = (await get(LOADER, { 'accept-encoding': encoding })).headers.get('etag') ?? '';
      expect(tag).toMatch(/^"[^"]+"$/);
      tags.add(tag);
      const again = await get(LOADER, { 'accept-encoding': encoding, 'if-none-match': `"other", ${tag}` });
      expect(again.status).toBe(304);
      expect(again.headers.get('etag')).toBe(tag);
      expect(again.headers.get('timing-allow-origin')).toBe('*');
      expect(await again.text()).toBe('');
      const other = await get(LOADER, { 'accept-encoding': encoding, 'if-none-match': '"other"' });
      expect(other.status).toBe(200);
    }
    expect(tags.size).toBe(3);
  });

  it('answers HEAD with the same headers and no body', async () => {
    const response = await get(FULL, {}, 'HEAD');
    expect(response.headers.get('content-length')).toBe(String(textOf(FULL).length));
    expect(await response.text()).toBe('');
  });

  it.each([
    ['/paceline-ffffffffff.js', FULL],
    ['/paceline-attribution-ffffffffffffffff.js', ATTRIBUTION],
    ['/paceline-tracing-abcdef012345.js', TRACING],
  ])(
    'has the current file for a minute in the place of %s, a file of another version',
    async (path, current) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('public, max-age=60');
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.text()).toBe(textOf(current));
      expect((await get(path, {}, 'POST')).status).toBe(405);
    },
  );

  const others = [
    '/paceline',
    '/paceline-.js',
    '/paceline-012345678.js',
    '/paceline-0123456789abcdef0.js',
    '/paceline-0123456789.js.map',
    '/paceline-0123456789.css',
    '/paceline-ABCDEF0123.js',
    '/paceline-replay-0123456789.js',
    '/paceline-attribution.js',
    '/paceline-tracing-attribution-0123456789.js',
    '/x/paceline.js',
    '/x/paceline-0123456789.js',
    '/paceline.js/',
    '/Paceline.js',
  ];

  it.each(others)('knows no %s', async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it('forwards what is none of them', async () => {
    const api = await startServer((_, outgoing) => void outgoing.end('of the API'));
    onTestFinished(() => api.close());
    const { app } = aCollector({ apiUrl: api.url });
    for (const path of others) expect(await (await app.request(path)).text()).toBe('of the API');
    expect(await (await app.request(FULL)).text()).toBe(textOf(FULL));
  });

  it('serves no file of the folder that is none of the SDK', async () => {
    const sdkFiles = new Map([['secrets.js', Buffer.from('x')]]);
    const { app } = aCollector({ sdkFiles });
    expect((await app.request('/secrets.js')).status).toBe(404);
    expect((await app.request(LOADER)).status).toBe(404);
    expect((await app.request(FULL)).status).toBe(404);
    expect(await (await app.request('/paceline.json')).json()).toEqual({ files: {} });
  });
});

describe('GET /paceline.json', () => {
  it('names the files of this version with the hashes that browsers check', async () => {
    const { app } = aCollector({ version: '0.1.0' });
    const response = await app.request('/paceline.json');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(await response.json()).toEqual({
      version: '0.1.0',
      files: {
        full: described(FULL),
        attribution: described(ATTRIBUTION),
        tracing: described(TRACING),
      },
    });
  });
});
