import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from '@clickhouse/client';

import type { BoundQuery } from './distributionQuery.ts';
import { toStorageError } from './toStorageError.ts';

/** What one query may take, so that none can take the server from the others. */
export interface QueryLimits {
  /** Longest run, in seconds. Default 15. */
  readonly seconds: number;
  /** Memory, in bytes. Default 80 MB, as much as the embedded engine grants. */
  readonly memoryBytes: number;
  /** Threads. Default 2. */
  readonly threads: number;
}

export const DEFAULT_QUERY_LIMITS: QueryLimits = { seconds: 15, memoryBytes: 80_000_000, threads: 2 };

/** Rows of one insert; more are split, each part with a token of its own, so that a retry makes the same parts. */
export const MAX_ROWS_PER_INSERT = 10_000;

export interface InsertBlock {
  readonly table: string;
  readonly columns: readonly string[];
  /** Rows as lines of JSONCompactEachRow. */
  readonly lines: readonly string[];
  /** Insert deduplication token. */
  readonly token: string;
}

export interface CommandOptions {
  readonly parameters?: BoundQuery['parameters'];
  readonly settings?: ClickHouseSettings;
}

/** The little of ClickHouse that the storage needs. Every method throws `StorageError`. */
export interface ClickHouse {
  ping(): Promise<boolean>;
  /**
   * Rows as arrays of values, in the order of the query's columns.
   *
   * @param seconds Longest run, where it is another one than that of all queries; at most {@link LONGEST_QUERY_SECONDS}.
   */
  query<Row extends readonly unknown[]>(doing: string, query: BoundQuery, seconds?: number): Promise<Row[]>;
  command(doing: string, text: string, more?: CommandOptions): Promise<void>;
  /** Like `command`, before the database exists. */
  commandOutside(doing: string, text: string): Promise<void>;
  insert(doing: string, block: InsertBlock): Promise<void>;
  close(): Promise<void>;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** Longest run that a query can be granted: the client waits no longer for anything. */
export const LONGEST_QUERY_SECONDS = 30;
const INSERT_TIMEOUT_MS = LONGEST_QUERY_SECONDS * 1000;
/** How much longer than the server's own limit the client waits. */
const GRACE_MS = 5_000;
const MAX_CONNECTIONS = 16;

/** A refused row is refused, not stored as something else; a block stays one block, and its views count it once. */
const INSERT_SETTINGS = {
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
  materialized_views_ignore_errors: 0,
  parallel_view_processing: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: '1048449',
  input_format_null_as_default: 0,
  input_format_allow_errors_num: '0',
  precise_float_parsing: 1,
} as const satisfies ClickHouseSettings;

export function createClickHouse(options: {
  readonly url: string;
  readonly database: string;
  readonly limits: QueryLimits;
}): ClickHouse {
  const { limits, database } = options;
  const compress = !LOOPBACK.test(new URL(options.url).hostname);
  const common = {
    url: options.url,
    application: 'paceline',
    // Everything that fails is thrown; the caller logs it once, with what it was doing.
    log: { level: ClickHouseLogLevel.OFF },
    compression: { request: compress, response: compress },
    request_timeout: Math.max(INSERT_TIMEOUT_MS, limits.seconds * 1000) + GRACE_MS,
    max_open_connections: MAX_CONNECTIONS,
  };
  const client: ClickHouseClient = createClient({ ...common, database });
  const querySettings: ClickHouseSettings = {
    max_memory_usage: String(limits.memoryBytes),
    max_threads: limits.threads,
    output_format_json_quote_64bit_integers: 0,
    output_format_json_quote_decimals: 0,
  };

  return {
    ping: async () => {
      const { success } = await client.ping({ select: true });
      return success;
    },
    query: async <Row extends readonly unknown[]>(
      doing: string,
      { text, parameters }: BoundQuery,
      seconds = limits.seconds,
    ) => {
      try {
        const answer = await client.query({
          query: text,
          query_params: { ...parameters },
          format: 'JSONCompactEachRow',
          clickhouse_settings: { ...querySettings, max_execution_time: seconds },
        });
        return await answer.json<Row>();
      } catch (error) {
        throw toStorageError(error, doing);
      }
    },
    command: async (doing, text, { parameters = {}, settings = {} } = {}) => {
      try {
        await client.command({ query: text, query_params: { ...parameters }, clickhouse_settings: settings });
      } catch (error) {
        throw toStorageError(error, doing);
      }
    },
    commandOutside: async (doing, text) => {
      const outside = createClient(common);
      try {
        await outside.command({ query: text });
      } catch (error) {
        throw toStorageError(error, doing);
      } finally {
        await outside.close();
      }
    },
    insert: async (doing, { table, columns, lines, token }) => {
      try {
        for (let start = 0; start < lines.length; start += MAX_ROWS_PER_INSERT) {
          const { stream } = await client.exec({
            query: `INSERT INTO ${table} (${columns.join(', ')}) FORMAT JSONCompactEachRow`,
            values: Readable.from([lines.slice(start, start + MAX_ROWS_PER_INSERT).join('\n')], {
              objectMode: false,
            }),
            clickhouse_settings: {
              ...INSERT_SETTINGS,
              insert_deduplication_token: start === 0 ? token : `${token}+${start}`,
            },
          });
          // Empty; read to its end, as the connection is free for others only then.
          await finished(stream.resume());
        }
      } catch (error) {
        throw toStorageError(error, doing);
      }
    },
    close: () => client.close(),
  };
}
