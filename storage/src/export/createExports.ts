import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream';

import { ClickHouseLogLevel, createClient } from '@clickhouse/client';

import type { ClickHouse, QueryLimits } from '../clickHouse.ts';
import { fillTemplate } from '../fillTemplate.ts';
import type { SqlTexts } from '../sqlText.ts';
import { StorageError } from '../storageError.ts';
import { toStorageError } from '../toStorageError.ts';
import { type ExportQuery, toExportConditions, toExportQuery } from './exportQuery.ts';
import { refuseTrailingException } from './refuseTrailingException.ts';

/** Rows on their way out. */
export interface ExportStream {
  /**
   * The file. Read as fast as it is wanted; destroyed early, the query ends. Fails with `StorageError` when the rows did not
   * all come: what was read is then no whole file.
   */
  readonly bytes: Readable;
  /**
   * Rows that there are, at most: rows of a rollup that are merged on the way out are counted apart. `null` when counting
   * took too long.
   */
  readonly rows: number | null;
}

export interface Exports {
  /**
   * The rows of a table, of any number.
   *
   * @throws {RangeError} when the table does not have what the rows are chosen by
   */
  openExport(query: ExportQuery): Promise<ExportStream>;
}

interface ExportDeps {
  readonly url: string;
  readonly database: string;
  readonly limits: QueryLimits;
  readonly clickHouse: Pick<ClickHouse, 'query'>;
  readonly sql: SqlTexts;
}

/** A reader that takes nothing for so long is gone, and so is a database that gives nothing. */
const SILENT_MS = 120_000;
/** The longest export; a terabyte, about. */
const LONGEST_SECONDS = 12 * 3600;
/** Rows that are worked on at a time: few, so that wide rows take little memory. */
const BLOCK_ROWS = '8192';

export function createExports({ url, database, limits, clickHouse, sql }: ExportDeps): Exports & {
  close(): Promise<void>;
} {
  const client = createClient({
    url,
    database,
    application: 'paceline-export',
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: SILENT_MS,
    keep_alive: { enabled: false },
  });

  async function countRows(query: ExportQuery): Promise<number | null> {
    const { text, parameters } = toExportConditions(query);
    try {
      const [row] = await clickHouse.query<readonly [rows: number, events: number]>(
        'count the rows of an export',
        {
          text: fillTemplate(sql.query('count_rows'), { table: query.table, events: '0', conditions: text }),
          parameters,
        },
      );
      return row?.[0] ?? 0;
    } catch (error) {
      // It is for those who watch; what is wrong otherwise, the export will say.
      if (error instanceof StorageError && error.reason === 'too-heavy') return null;
      throw error;
    }
  }

  return {
    openExport: async (query) => {
      const { text, parameters } = toExportQuery(sql, query);
      const rows = await countRows(query);
      try {
        const { stream, response_headers: headers } = await client.exec({
          query: text,
          query_params: { ...parameters },
          clickhouse_settings: {
            max_execution_time: LONGEST_SECONDS,
            max_memory_usage: String(limits.memoryBytes),
            max_threads: 1,
            max_block_size: BLOCK_ROWS,
            max_result_bytes: '0',
            do_not_merge_across_partitions_select_final: 1,
            date_time_output_format: 'iso',
            output_format_json_quote_64bit_integers: 0,
            output_format_json_escape_forward_slashes: 0,
            // A row group is held while it is encoded; a million rows would not fit.
            output_format_parquet_row_group_size: '65536',
            output_format_parquet_row_group_size_bytes: '8388608',
            output_format_parquet_parallel_encoding: 0,
            // Filters are held until the end of the file.
            output_format_parquet_write_bloom_filter: 0,
            // A reader that waits must not end the query.
            http_send_timeout: SILENT_MS / 1000,
          },
        });
        return { rows, bytes: passOn(stream, headers['x-clickhouse-exception-tag']) };
      } catch (error) {
        throw toStorageError(error, `export ${query.table}`);
      }
    },
    close: () => client.close(),
  };
}

function passOn(stream: Readable, tag: string | readonly string[] | undefined): Readable {
  const exception = refuseTrailingException(
    typeof tag === 'string' ? tag : '',
    (said) => new StorageError('refused', `ClickHouse broke an export off: ${said.slice(0, 300)}`),
  );
  return pipeline(stream, exception, () => {
    // Whoever reads is told by the stream itself.
  });
}
