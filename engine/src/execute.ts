import type { EngineRequest } from './engineRequest.ts';
import { createTag, type EngineSession, type RunOptions } from './engineSession.ts';
import { EngineException, toEngineException } from './exception.ts';
import { isTextInsertFormat, toRawInsertFormat } from './formats.ts';
import { type Lane, LaneClosed, LaneFull, type Lease } from './lane.ts';
import { type InsertHeader, parseStatement, type Statement } from './statement.ts';
import { stopWhenGone } from './stopWhenGone.ts';
import { streamResult } from './streamResult.ts';

/** What ClickHouse tells in `X-ClickHouse-Summary`. */
export interface Summary {
  readonly readRows: number;
  readonly readBytes: number;
  readonly writtenRows: number;
  readonly writtenBytes: number;
  readonly elapsedSeconds: number;
}

export interface Answer {
  readonly format: string;
  readonly summary: Summary;
  /** The whole result, or its chunks, which must be read to the end or returned early. */
  readonly body: Uint8Array | AsyncGenerator<Uint8Array>;
}

export interface Executor {
  /**
   * Runs one request once it is its turn.
   *
   * @param signal aborts when the client is gone: what waits leaves the queue, what reads is stopped
   * @throws {EngineException} for every refusal
   */
  execute(request: EngineRequest, signal: AbortSignal): Promise<Answer>;
  /** Stops the queries that run now; those that wait stay. */
  stopQueries(): void;
}

export interface ExecutorDeps {
  readonly queries: Lane<EngineSession>;
  /** For everything that changes anything. */
  readonly inserts: Lane<EngineSession>;
  /** Bounds how many queries have a large result on its way at one time. */
  readonly streams: Lane<number>;
  readonly control: EngineSession;
  /** Folder for the pipes of large results. */
  readonly resultsFolder: string;
}

const NOTHING: Summary = { readRows: 0, readBytes: 0, writtenRows: 0, writtenBytes: 0, elapsedSeconds: 0 };
const RESULT_TOO_LARGE = 396;

async function acquire<Slot>(lane: Lane<Slot>, signal: AbortSignal): Promise<Lease<Slot>> {
  try {
    return await lane.acquire(signal);
  } catch (error) {
    if (error instanceof LaneFull) {
      throw new EngineException(
        202,
        'TOO_MANY_SIMULTANEOUS_QUERIES',
        `Too many requests wait for the embedded engine (${error.message}): try again later.`,
        error,
      );
    }
    if (error instanceof LaneClosed) {
      throw new EngineException(236, 'ABORTED', 'The embedded engine is shutting down.', error);
    }
    throw new EngineException(394, 'QUERY_WAS_CANCELLED', 'The client went away.', error);
  }
}

/** The rows as text; chdb reads a statement as UTF-8, so other bytes would be changed silently. */
function toRowsText(rows: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(rows);
  } catch (error) {
    throw new EngineException(117, 'INCORRECT_DATA', 'The rows are not valid UTF-8.', error);
  }
}

function assertTextFormat(format: string): void {
  if (isTextInsertFormat(format)) return;
  throw new EngineException(
    73,
    'UNKNOWN_FORMAT',
    `The embedded engine takes inserts in text formats only, not in ${format}: use JSONCompactEachRow or JSONEachRow.`,
  );
}

/** Whether a prepared insert can go to chdb as bytes: all parts are plain names and its rows follow apart or in the text. */
function toRawInsert(request: EngineRequest, insert: InsertHeader) {
  const format = insert.format === undefined ? undefined : toRawInsertFormat(insert.format);
  if (!insert.plain || insert.table === undefined || format === undefined) return undefined;
  if (request.parameters.size > 0) return undefined;
  const table = insert.table.includes('.') ? insert.table : `${request.database}.${insert.table}`;
  if (!/^\w+\.\w+$/.test(table)) return undefined;
  const inText = request.text.slice(insert.rowsAt).replace(/^[ \t]*\r?\n|^\s/, '');
  const rows = inText.trim() === '' ? request.rows : Buffer.concat([Buffer.from(inText), request.rows]);
  return { table, columns: insert.columns, format, settings: request.settings, rows };
}

function toOptions(request: EngineRequest, statement: Statement, text: string): RunOptions {
  return {
    text,
    format: request.defaultFormat,
    tag: createTag(),
    database: request.database,
    settings: request.settings,
    parameters: request.parameters,
    changesSession: statement.changesSession,
  };
}

export function createExecutor(deps: ExecutorDeps): Executor {
  const { queries, inserts, streams, control, resultsFolder } = deps;
  const running = new Set<AbortController>();

  /** A signal for a query that runs, which aborts with `signal` or when running queries are to be stopped. */
  const startRunning = (signal: AbortSignal) => {
    const stop = new AbortController();
    running.add(stop);
    return { signal: AbortSignal.any([signal, stop.signal]), end: () => running.delete(stop) };
  };
  const insertRows = async (request: EngineRequest, statement: Statement, signal: AbortSignal) => {
    const { insert } = statement;
    if (insert?.format === undefined) return undefined;
    assertTextFormat(insert.format);
    const startedAt = performance.now();
    const raw = toRawInsert(request, insert);
    const lease = await acquire(inserts, signal);
    try {
      let written = { rows: 0, bytes: 0 };
      if (raw !== undefined) {
        written = await lease.slot.insert(raw);
      } else {
        const text =
          request.rows.length === 0 ? request.text : `${request.text}\n${toRowsText(request.rows)}`;
        await lease.slot.insertText(toOptions(request, statement, text));
      }
      const elapsedSeconds = (performance.now() - startedAt) / 1000;
      return { ...NOTHING, writtenRows: written.rows, writtenBytes: written.bytes, elapsedSeconds };
    } finally {
      lease.release();
    }
  };

  /** Answers a query with a result of any size: it is not counted, and its errors may come when rows were sent. */
  const streamQuery = async (
    options: RunOptions,
    format: string,
    statement: Statement,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const permit = await acquire(streams, signal);
    let lease: Lease<EngineSession>;
    try {
      lease = await acquire(queries, signal);
    } catch (error) {
      permit.release();
      throw error;
    }
    const settings = new Map([...options.settings, ['max_result_bytes', '0']]);
    const run = startRunning(signal);
    const body = await streamResult({
      statement,
      options: { ...options, settings },
      lease: {
        slot: lease.slot,
        release: () => {
          run.end();
          lease.release();
          permit.release();
        },
      },
      control,
      folder: resultsFolder,
      signal: run.signal,
    });
    return { format, summary: NOTHING, body };
  };

  const runQuery = async (
    request: EngineRequest,
    statement: Statement,
    signal: AbortSignal,
  ): Promise<Answer> => {
    const rows = request.rows.length === 0 ? '' : `\n${toRowsText(request.rows)}`;
    const options = toOptions(request, statement, statement.text + rows);
    const format = statement.format ?? request.defaultFormat;
    const limit = request.settings.get('max_result_bytes');
    const mayStream = statement.reads && rows === '';
    // Who wants any size expects much.
    if (mayStream && limit === '0') return streamQuery(options, format, statement, signal);
    const lease = await acquire(statement.reads ? queries : inserts, signal);
    const run = startRunning(signal);
    const endWatch = statement.reads ? stopWhenGone(control, run.signal, options.tag) : undefined;
    try {
      const result = await lease.slot.run(options);
      const summary = {
        ...NOTHING,
        readRows: result.rowsRead,
        readBytes: result.bytesRead,
        elapsedSeconds: result.elapsed,
      };
      return { format, summary, body: result.bytes() };
    } catch (error) {
      const exception = toEngineException(error);
      const isTooLarge = exception.code === RESULT_TOO_LARGE && limit === undefined;
      if (!isTooLarge || !mayStream || run.signal.aborted) throw exception;
    } finally {
      endWatch?.();
      run.end();
      lease.release();
    }
    // Too large to hold: the same query again, through a pipe. Small results, which are nearly all, are quicker without one.
    return streamQuery(options, format, statement, signal);
  };

  return {
    execute: async (request, signal) => {
      const statement = parseStatement(request.text);
      if (statement.text.trim() === '') {
        throw new EngineException(62, 'SYNTAX_ERROR', 'Empty query');
      }
      if (statement.several) {
        throw new EngineException(62, 'SYNTAX_ERROR', 'Syntax error (Multi-statements are not allowed)');
      }
      const written = await insertRows(request, statement, signal);
      if (written !== undefined) {
        return { format: request.defaultFormat, summary: written, body: new Uint8Array(0) };
      }
      return runQuery(request, statement, signal);
    },
    stopQueries: () => {
      for (const stop of running) stop.abort(new Error('the tables are being exchanged'));
    },
  };
}
