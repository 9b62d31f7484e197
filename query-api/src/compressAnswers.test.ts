import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { compressAnswers } from './compressAnswers.ts';

const LONG = JSON.stringify(Array.from({ length: 500 }, (_, index) => index));

const app = new Hono();
app.use(compressAnswers);
app.get('/long', (c) => c.body(LONG, 200, { 'content-type': 'application/json', vary: 'authorization' }));
app.get('/problem', (c) => c.body(LONG, 400, { 'content-type': 'application/problem+json' }));
app.get('/short', (c) => c.json([1, 2, 3]));
app.get('/encoded', (c) =>
  c.body(LONG, 200, { 'content-type': 'application/json', 'content-encoding': 'identity' }),
);
app.get('/stream', (c) => c.body(LONG, 200, { 'content-type': 'text/event-stream' }));
app.get('/export', (c) => c.body(LONG, 200, { 'content-type': 'application/vnd.apache.parquet' }));
app.get('/same', (c) => c.body(null, 304));

async function get(path: string, acceptEncoding?: string, method = 'GET') {
  const headers = acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding };
  const response = await app.request(path, { method, headers });
  return {
    status: response.status,
    encoding: response.headers.get('content-encoding'),
    vary: response.headers.get('vary'),
    length: response.headers.get('content-length'),
    body: Buffer.from(await response.arrayBuffer()),
  };
}

describe('compressAnswers', () => {
  it('takes Brotli before gzip, and neither where it is not taken', async () => {
    const best = await get('/long', 'gzip, deflate, br');
    expect(best).toMatchObject({ encoding: 'br', vary: 'authorization, accept-encoding', length: null });
    expect(brotliDecompressSync(best.body).toString()).toBe(LONG);
    const zipped = await get('/long', 'gzip');
    expect(zipped.encoding).toBe('gzip');
    expect(gunzipSync(zipped.body).toString()).toBe(LONG);
    for (const acceptEncoding of [undefined, 'identity', 'br;q=0, gzip;q=0']) {
      const plain = await get('/long', acceptEncoding);
      expect(plain).toMatchObject({ encoding: null, vary: 'authorization, accept-encoding' });
      expect(plain.body.toString()).toBe(LONG);
    }
  });

  it('compresses problems, and keeps their status', async () => {
    expect(await get('/problem', 'br')).toMatchObject({ status: 400, encoding: 'br' });
  });

  it.each(['/short', '/stream', '/export', '/same'])('leaves %s as it is', async (path) => {
    const plain = await get(path);
    const asked = await get(path, 'br, gzip');
    expect(asked).toMatchObject({ status: plain.status, encoding: null });
    expect(asked.body).toEqual(plain.body);
  });

  it('does not compress what is encoded, nor what has only headers', async () => {
    expect((await get('/encoded', 'br')).encoding).toBe('identity');
    expect((await get('/long', 'br', 'HEAD')).encoding).toBeNull();
  });
});
