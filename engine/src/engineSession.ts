import type { ChdbResult, Session } from 'chdb';
import { randomBytes } from 'node:crypto';

import { type EngineException, toEngineException } from './exception.ts';
import type { RawInsertFormat } from './formats.ts';

/** What a statement is to run with; names of settings and parameters are checked by the caller. */
export interface RunContext {
  readonly database: string;
  readonly settings: ReadonlyMap<string, string>;
  /** Bound parameters by name, in ClickHouse's escaped text form. */
  readonly parameters: ReadonlyMap<string, string>;
}

export interface RunOptions extends RunContext {
  readonly text: string;
  /** Output format when the text names none. */
  readonly format: string;
  /** Marks the running query so that {@link EngineSession.kill} finds it. */
  readonly tag: string;
  /** Whether the statement leaves its traces in the session. */
  readonly changesSession: boolean;
}

export interface RawInsert {
  readonly table: string;
  readonly columns: readonly string[] | undefined;
  readonly format: RawInsertFormat;
  readonly settings: ReadonlyMap<string, string>;
  readonly rows: Buffer;
}

/** One connection to the engine, which runs one statement at a time and carries nothing from one to the next. */
export interface EngineSession {
  run(options: RunOptions): Promise<ChdbResult>;
  /** An insert whose rows are part of the text, which therefore carries no tag. */
  insertText(options: RunOptions): Promise<void>;
  insert(insert: RawInsert): Promise<{ readonly rows: number; readonly bytes: number }>;
  /** Stops the query with this tag, which runs on another session. */
  kill(tag: string): Promise<void>;
  close(): void;
  /** Connects anew after `close`. */
  reopen(): void;
}

/** A new tag for {@link RunOptions.tag}. */
export function createTag(): string {
  return randomBytes(12).toString('hex');
}

function toLiteral(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

const QUERY_WAS_CANCELLED = 394;
/** Settings that forbid putting settings back. */
const ONE_WAY_SETTINGS = ['readonly', 'allow_ddl', 'profile'];

/**
 * Wraps a chdb session. chdb keeps what is `SET` for all later queries, so each statement first puts
 * back what the one before had set; what cannot be put back costs a new connection (0.2 ms).
 *
 * @param open opens a connection to the same folder
 * @param baseSettings what every connection starts with
 */
export function createEngineSession(
  open: () => Session,
  baseSettings: ReadonlyMap<string, string>,
): EngineSession {
  let session = open();
  let database = 'default';
  let dirtySettings = new Set<string>();
  const dirtyParameters = new Set<string>();

  const connect = () => {
    session = open();
    database = 'default';
    dirtySettings.clear();
    dirtyParameters.clear();
  };

  const renew = () => {
    session.close();
    connect();
  };

  /** A parameter cannot be taken back: a query that would see an older query's value needs a new connection. */
  const seesOldParameter = (options: RunOptions): boolean => {
    for (const name of dirtyParameters) {
      if (!options.parameters.has(name) && new RegExp(`\\{\\s*${name}\\s*:`).test(options.text)) return true;
    }
    return false;
  };

  /** The statements that bring the session from what it was left as to what `options` ask for. */
  const toPreamble = (options: RunOptions): readonly string[] => {
    if (seesOldParameter(options)) renew();
    const assignments: string[] = [];
    for (const name of dirtySettings) {
      if (options.settings.has(name)) continue;
      const base = baseSettings.get(name);
      assignments.push(`${name} = ${base === undefined ? 'DEFAULT' : toLiteral(base)}`);
    }
    for (const [name, value] of options.settings) assignments.push(`${name} = ${toLiteral(value)}`);
    for (const [name, value] of options.parameters) assignments.push(`param_${name} = ${toLiteral(value)}`);
    const statements: string[] = [];
    if (assignments.length > 0) statements.push(`SET ${assignments.join(', ')}`);
    if (options.database !== database) statements.push(`USE \`${options.database.replaceAll('`', '\\`')}\``);
    dirtySettings = new Set(options.settings.keys());
    for (const name of options.parameters.keys()) dirtyParameters.add(name);
    return statements;
  };

  /** Makes the session fit for the next statement; a failure may have come in the middle of the preamble. */
  const settle = (options: RunOptions, preamble: readonly string[], outcome: EngineException | 'done') => {
    const oneWay = ONE_WAY_SETTINGS.some((name) => options.settings.has(name));
    // A connection holds on to a query that was stopped, and to its memory, until its next statement.
    const stopped = outcome !== 'done' && outcome.code === QUERY_WAS_CANCELLED;
    const failed = outcome !== 'done' && preamble.length > 0;
    if (options.changesSession || oneWay || stopped || failed) renew();
    else database = options.database;
  };

  const runText = async (options: RunOptions, text: string): Promise<ChdbResult> => {
    const preamble = toPreamble(options);
    try {
      const result = await session.queryAsync([...preamble, text].join(';\n'), { format: options.format });
      settle(options, preamble, 'done');
      return result;
    } catch (error) {
      const exception = toEngineException(error);
      settle(options, preamble, exception);
      throw exception;
    }
  };

  return {
    run: (options) => runText(options, `${options.text}\n/* ${options.tag} */`),
    insertText: async (options) => {
      await runText(options, options.text);
    },
    insert: async ({ table, columns, format, settings, rows }) => {
      try {
        const summary = await session.insert({
          table,
          values: rows,
          format,
          settings: Object.fromEntries(settings),
          ...(columns === undefined ? {} : { columns }),
        });
        return { rows: summary.rowsWritten, bytes: summary.bytesWritten };
      } catch (error) {
        throw toEngineException(error);
      }
    },
    kill: async (tag) => {
      const half = tag.length / 2;
      // In two halves, so that the statement does not match its own text.
      const pattern = `concat('%', '${tag.slice(0, half)}', '${tag.slice(half)}', '%')`;
      await session.queryAsync(`KILL QUERY WHERE query LIKE ${pattern} ASYNC`);
    },
    close: () => session.close(),
    reopen: connect,
  };
}
