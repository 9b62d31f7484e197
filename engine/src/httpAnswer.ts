import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gzip } from 'node:zlib';

import { type EngineException, toEngineException, toExceptionText, toHttpStatus } from './exception.ts';
import type { Answer, Summary } from './execute.ts';
import { isBinaryFormat, toContentType } from './formats.ts';

const gzipBytes = promisify(gzip);
/** Below this, packing costs more than it saves. */
const PACK_FROM_BYTES = 1024;

export interface HttpAnswer {
  sendAnswer(answer: Answer): Promise<void>;
  sendException(exception: EngineException): void;
}

function toSummaryHeader(summary: Summary): string {
  return JSON.stringify({
    read_rows: String(summary.readRows),
    read_bytes: String(summary.readBytes),
    written_rows: String(summary.writtenRows),
    written_bytes: String(summary.writtenBytes),
    total_rows_to_read: '0',
    result_rows: String(summary.writtenRows),
    result_bytes: String(summary.writtenBytes),
    elapsed_ns: String(Math.round(summary.elapsedSeconds * 1e9)),
  });
}

/** How ClickHouse 25.11 and later ends a response whose query failed after rows were sent. */
function toTrailingException(text: string, tag: string): string {
  const message = text.endsWith('\n') ? text : `${text}\n`;
  const length = Buffer.byteLength(message);
  return `\r\n__exception__\r\n${tag}\r\n${message}${length} ${tag}\r\n__exception__\r\n`;
}

/** Writes answers of the engine as ClickHouse's HTTP protocol has them. */
export function createHttpAnswer(
  response: ServerResponse,
  options: { queryId: string; version: string; mayPack: boolean },
): HttpAnswer {
  const setCommonHeaders = () => {
    response.setHeader('X-ClickHouse-Query-Id', options.queryId);
    response.setHeader('X-ClickHouse-Server-Display-Name', 'paceline-engine');
    response.setHeader('X-ClickHouse-Timezone', 'UTC');
  };

  const sendBytes = async (bytes: Uint8Array) => {
    const pack = options.mayPack && bytes.length >= PACK_FROM_BYTES;
    const body = pack ? await gzipBytes(bytes, { level: 1 }) : bytes;
    if (pack) response.setHeader('Content-Encoding', 'gzip');
    response.setHeader('Content-Length', body.length);
    response.end(body);
  };

  const sendChunks = async (chunks: AsyncGenerator<Uint8Array>, isBinary: boolean) => {
    // The first chunk decides whether this is an answer or an error with a status of its own.
    const first = await chunks.next();
    const tag = randomBytes(8).toString('hex');
    response.setHeader('X-ClickHouse-Exception-Tag', tag);
    let failed = false;
    async function* toBody() {
      try {
        if (first.done !== true) yield first.value;
        yield* chunks;
      } catch (error) {
        failed = true;
        yield Buffer.from(
          toTrailingException(toExceptionText(toEngineException(error), options.version), tag),
        );
      }
    }
    const source = Readable.from(toBody(), { objectMode: false });
    if (options.mayPack) {
      response.setHeader('Content-Encoding', 'gzip');
      await pipeline(source, createGzip({ level: 1 }), response, { end: false });
    } else {
      await pipeline(source, response, { end: false });
    }
    // Nobody looks for words at the end of bytes: an answer without an end is what every client takes for a failure.
    if (failed && isBinary) response.write('\n', () => response.destroy());
    else response.end();
  };

  return {
    sendAnswer: async ({ format, summary, body }) => {
      setCommonHeaders();
      response.setHeader('Content-Type', toContentType(format));
      response.setHeader('X-ClickHouse-Format', format);
      response.setHeader('X-ClickHouse-Summary', toSummaryHeader(summary));
      await (body instanceof Uint8Array ? sendBytes(body) : sendChunks(body, isBinaryFormat(format)));
    },
    sendException: (exception) => {
      if (response.headersSent) {
        response.destroy();
        return;
      }
      for (const name of response.getHeaderNames()) response.removeHeader(name);
      setCommonHeaders();
      response.statusCode = toHttpStatus(exception.code);
      response.setHeader('X-ClickHouse-Exception-Code', exception.code);
      response.setHeader('Content-Type', 'text/plain; charset=UTF-8');
      response.end(toExceptionText(exception, options.version));
    },
  };
}
