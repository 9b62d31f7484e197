import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/** Bytes of a script as it is delivered. */
export interface Size {
  readonly minified: number;
  /** At level 9, as servers that compress once do. */
  readonly gzip: number;
  /** At quality 11 in text mode: the smallest a server can send. */
  readonly brotli: number;
}

/** Weighs a minified script. */
export function sizeOf(script: string): Size {
  const bytes = Buffer.from(script);
  return {
    minified: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }).length,
  };
}
