import { join } from 'node:path';

import type { EngineSession, RunOptions } from './engineSession.ts';
import { EngineException, toEngineException } from './exception.ts';
import type { Lease } from './lane.ts';
import { openResultPipe, type ResultPipe } from './resultPipe.ts';
import type { Statement } from './statement.ts';
import { stopWhenGone } from './stopWhenGone.ts';

export interface ResultStream {
  readonly statement: Statement;
  readonly options: RunOptions;
  /** The session to run on; released when the reader has finished or left. */
  readonly lease: Lease<EngineSession>;
  /** Session that can stop the query. */
  readonly control: EngineSession;
  /** Folder for the pipe. */
  readonly folder: string;
  /** Aborts when nobody wants the result any more. */
  readonly signal: AbortSignal;
}

/**
 * The statement with its result going to `path`. ClickHouse takes a pipe for a file only when it appends to it.
 *
 * @throws {EngineException} when the format is not a name
 */
export function toPipedText(
  { text, formatAt }: Pick<Statement, 'text' | 'formatAt'>,
  path: string,
  defaultFormat: string,
): string {
  const quoted = `'${path.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const clause = `INTO OUTFILE ${quoted} APPEND COMPRESSION 'none'`;
  if (formatAt !== undefined) return `${text.slice(0, formatAt)}${clause} ${text.slice(formatAt)}`;
  if (!/^\w+$/.test(defaultFormat)) {
    throw new EngineException(73, 'UNKNOWN_FORMAT', `Unknown format ${defaultFormat}`);
  }
  return `${text}\n${clause} FORMAT ${defaultFormat}`;
}

/**
 * Starts a query whose result is of any size and in any format, and gives its bytes as they are made: ClickHouse writes one
 * result, with one header and one footer, and waits for the reader. (chdb's own stream formats every block as a result
 * of its own, which only formats without header and footer survive.)
 *
 * The query is stopped when `signal` aborts, or the reader leaves.
 *
 * @throws {EngineException} also from the iteration
 */
export async function streamResult(stream: ResultStream): Promise<AsyncGenerator<Uint8Array>> {
  const { statement, options, lease, control, folder, signal } = stream;
  let pipe: ResultPipe;
  let text: string;
  try {
    const path = join(folder, options.tag);
    text = toPipedText(statement, path, options.format);
    pipe = await openResultPipe(path);
  } catch (error) {
    lease.release();
    throw error;
  }
  const left = new AbortController();
  const unwanted = AbortSignal.any([signal, left.signal]);
  // ClickHouse does not mind that nobody reads, and would go on to the end.
  const endWatch = stopWhenGone(control, unwanted, options.tag);
  const stop = () => pipe.abandon(new EngineException(394, 'QUERY_WAS_CANCELLED', 'Query was cancelled.'));
  unwanted.addEventListener('abort', stop);
  if (unwanted.aborted) stop();

  const run = async () => {
    try {
      await lease.slot.run({ ...options, text });
      pipe.end();
    } catch (error) {
      pipe.end(toEngineException(error));
    } finally {
      unwanted.removeEventListener('abort', stop);
      endWatch();
      lease.release();
    }
  };
  const query = run();

  async function* read() {
    let complete = false;
    try {
      for await (const chunk of pipe.bytes) yield chunk;
      complete = true;
    } finally {
      if (!complete) left.abort();
      await query;
    }
  }
  return read();
}
