import type { IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Transform } from 'node:stream';

import { EngineException } from './exception.ts';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Reads bodies within a bound for each and one for all that are held at the same time. */
export interface BodyReader {
  /**
   * The unpacked body. The caller calls `free` once it is done with it.
   *
   * @throws {EngineException} when it is too large, badly packed, or too much is held already
   */
  read(request: IncomingMessage): Promise<{ readonly bytes: Buffer; free(): void }>;
}

export function createBodyReader(bounds: { bodyBytes: number; heldBytes: number }): BodyReader {
  let heldBytes = 0;
  return {
    read: async (request) => {
      const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
      let source: NodeJS.ReadableStream = request;
      if (encoding !== 'identity') {
        const decoder = DECODERS[encoding]?.();
        if (decoder === undefined) {
          throw new EngineException(
            36,
            'BAD_ARGUMENTS',
            `The embedded engine does not unpack Content-Encoding ${encoding}: use gzip, deflate or br.`,
          );
        }
        request.on('error', (error) => decoder.destroy(error));
        request.on('close', () => {
          if (!request.complete) decoder.destroy(new Error('the client went away'));
        });
        source = request.pipe(decoder);
      }
      const chunks: Buffer[] = [];
      let size = 0;
      const free = () => {
        heldBytes -= size;
        size = 0;
      };
      try {
        for await (const chunk of source) {
          const bytes = chunk as Buffer;
          chunks.push(bytes);
          size += bytes.length;
          heldBytes += bytes.length;
          if (size > bounds.bodyBytes) {
            throw new EngineException(
              241,
              'MEMORY_LIMIT_EXCEEDED',
              `The embedded engine takes at most ${bounds.bodyBytes} bytes in one request: insert in smaller blocks.`,
            );
          }
          if (heldBytes > bounds.heldBytes) {
            throw new EngineException(
              202,
              'TOO_MANY_SIMULTANEOUS_QUERIES',
              `The embedded engine already holds ${bounds.heldBytes} bytes of requests: try again later.`,
            );
          }
        }
      } catch (error) {
        free();
        if (error instanceof EngineException) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        throw new EngineException(354, 'ZLIB_INFLATE_FAILED', `The body cannot be read: ${reason}.`, error);
      }
      return {
        bytes: chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks),
        free,
      };
    },
  };
}
