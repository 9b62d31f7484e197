import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { CollectorContext } from '../nodeRequest.ts';
import { acceptedEncoding, type Encoding } from './acceptedEncoding.ts';

const COMPRESS: Readonly<Record<Encoding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
      },
    }),
  gzip: (body) => promisify(gzip)(body, { level: constants.Z_BEST_COMPRESSION }),
};

/** What every site may load, from any origin, and weigh: without the last, a page sees no size of it. */
const HEADERS = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'timing-allow-origin': '*',
  'x-content-type-options': 'nosniff',
  vary: 'Accept-Encoding',
};

export interface PublicFile {
  /** Answers with the file, or with `304` to who has it. */
  serve(c: CollectorContext, cacheControl: string): Promise<Response>;
}

/**
 * A file for every site. It is compressed when first asked for, once for each encoding: the best compression takes
 * longer than a start may.
 */
export function createPublicFile(text: Buffer, contentType: string): PublicFile {
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 27);
  const compressed = new Map<Encoding, Promise<Buffer>>();

  function bodyIn(encoding: Encoding | undefined): Promise<Buffer> {
    if (encoding === undefined) return Promise.resolve(text);
    const ready = compressed.get(encoding);
    if (ready !== undefined) return ready;
    const compressing = COMPRESS[encoding](text);
    compressed.set(encoding, compressing);
    return compressing;
  }

  return {
    async serve(c, cacheControl) {
      const encoding = acceptedEncoding(c.req.header('accept-encoding'));
      // A strong tag names bytes, so each encoding has its own.
      const etag = encoding === undefined ? `"${hash}"` : `"${hash}-${encoding}"`;
      const headers = { ...HEADERS, 'content-type': contentType, 'cache-control': cacheControl, etag };
      if (matches(c.req.header('if-none-match'), etag)) return new Response(null, { status: 304, headers });
      const body = await bodyIn(encoding);
      return new Response(new Uint8Array(body), {
        headers: {
          ...headers,
          'content-length': String(body.length),
          ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        },
      });
    },
  };
}

function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}
