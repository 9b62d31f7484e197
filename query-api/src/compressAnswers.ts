import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import { chooseEncoding } from './dashboard/chooseEncoding.ts';

const COMPRESSED = /^(application\/(problem\+)?json|text\/(plain|html|css|javascript))/;
/** What is shorter fits into one packet either way. */
const SHORTEST_BYTES = 1024;

const toBrotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Fast levels: the next ones take twice the time for nothing. At these, Brotli is a tenth smaller, and no slower. */
const ENCODERS: Readonly<Record<string, (body: Uint8Array) => Promise<Uint8Array>>> = {
  br: (body) =>
    toBrotli(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 4,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength,
      },
    }),
  gzip: (body) => toGzip(body, { level: 4 }),
};
const OFFERED = Object.keys(ENCODERS);

/** Compresses answers that are whole and worth it. Streams of any other kind of content pass as they come. */
export const compressAnswers: MiddlewareHandler = async (c, next) => {
  await next();
  const { res, req } = c;
  if (res.body === null || res.headers.has('content-encoding') || req.method === 'HEAD') return;
  if (!COMPRESSED.test(res.headers.get('content-type') ?? '')) return;
  const encoding = chooseEncoding(req.header('accept-encoding'), OFFERED);
  const encode = encoding === undefined ? undefined : ENCODERS[encoding];
  res.headers.append('vary', 'accept-encoding');
  if (encoding === undefined || encode === undefined) return;
  const body = new Uint8Array(await res.arrayBuffer());
  const isWorthIt = body.byteLength >= SHORTEST_BYTES;
  c.res = new Response(isWorthIt ? new Uint8Array(await encode(body)) : body, res);
  c.res.headers.delete('content-length');
  if (isWorthIt) c.res.headers.set('content-encoding', encoding);
};
