/** Limits of the embedded engine. Sizes in bytes. */
export interface EngineLimits {
  /** Memory that all queries, caches and merges together may take. Default 230 MB. */
  readonly serverMemoryBytes: number;
  /** Memory that one query may take. Default 80 MB. */
  readonly queryMemoryBytes: number;
  /** Group-by and sort spill to disk above this. Default 24 MB. */
  readonly spillBytes: number;
  /** A result that is not streamed may take this much inside the engine. Default 16 MiB. */
  readonly resultBytes: number;
  /** One insert's rows, unpacked. Default 64 MiB. */
  readonly insertBytes: number;
  /** All request bodies that are held at one time, unpacked. Default 128 MiB. */
  readonly heldBytes: number;
  /** Threads of one query. Default 2. */
  readonly queryThreads: number;
  /** A query that runs longer is stopped, in seconds. Default 60. */
  readonly querySeconds: number;
  /** Queries that run at one time. Default 4. */
  readonly queriesAtOnce: number;
  /** How many of them may have a result on its way that is too large to hold. Default 2. */
  readonly streamsAtOnce: number;
  /** Inserts, and other statements that change something, that run at one time, apart from the queries. Default 2. */
  readonly insertsAtOnce: number;
  /** Requests that may wait in each of the two queues. Default 512. */
  readonly waiting: number;
}

export const DEFAULT_ENGINE_LIMITS: EngineLimits = {
  serverMemoryBytes: 230_000_000,
  queryMemoryBytes: 80_000_000,
  spillBytes: 24_000_000,
  resultBytes: 16 * 1024 * 1024,
  insertBytes: 64 * 1024 * 1024,
  heldBytes: 128 * 1024 * 1024,
  queryThreads: 2,
  querySeconds: 60,
  queriesAtOnce: 4,
  streamsAtOnce: 2,
  insertsAtOnce: 2,
  waiting: 512,
};

const MiB = 1024 * 1024;

/** The server's configuration: small caches and pools, since one small machine runs everything. */
export function toServerConfig(limits: EngineLimits): string {
  const values = {
    max_server_memory_usage: limits.serverMemoryBytes,
    mark_cache_size: 16 * MiB,
    primary_index_cache_size: 16 * MiB,
    index_mark_cache_size: 4 * MiB,
    vector_similarity_index_cache_size: MiB,
    text_index_tokens_cache_size: MiB,
    text_index_header_cache_size: MiB,
    text_index_postings_cache_size: MiB,
    parquet_metadata_cache_size: MiB,
    iceberg_metadata_files_cache_size: MiB,
    query_condition_cache_size: 4 * MiB,
    compiled_expression_cache_size: 8 * MiB,
    background_pool_size: 2,
    // Two merges at one time; with the usual ratio of 2 there would be four, each with buffers for every column.
    background_merges_mutations_concurrency_ratio: 1,
    background_schedule_pool_size: 2,
    background_iceberg_schedule_pool_size: 1,
    iceberg_background_schedule_pool_size: 1,
    max_thread_pool_size: 200,
    max_thread_pool_free_size: 8,
    max_io_thread_pool_size: 8,
    max_active_parts_loading_thread_pool_size: 4,
    max_outdated_parts_loading_thread_pool_size: 2,
    max_parts_cleaning_thread_pool_size: 2,
  };
  const ofTables = {
    // Buffers begin small. A part whose rows are rewritten, as a deletion does, is written column beside column: at 2 MB for each
    // of its streams that took 115 MB for one part of measurements, and two of them more than the server has; now 38.
    min_columns_to_activate_adaptive_write_buffer: 1,
  };
  return `<clickhouse>\n${toElements(values)}\n<merge_tree>\n${toElements(ofTables)}\n</merge_tree>\n</clickhouse>\n`;
}

function toElements(values: Readonly<Record<string, number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `  <${name}>${value}</${name}>`)
    .join('\n');
}

/** Settings that every query starts from, and returns to after settings of its own. */
export function toBaseSettings(limits: EngineLimits): ReadonlyMap<string, string> {
  return new Map([
    ['max_memory_usage', String(limits.queryMemoryBytes)],
    ['max_threads', String(limits.queryThreads)],
    ['max_insert_threads', '1'],
    ['max_bytes_before_external_group_by', String(limits.spillBytes)],
    ['max_bytes_before_external_sort', String(limits.spillBytes)],
    ['max_result_bytes', String(limits.resultBytes)],
    // Small blocks gain nothing from parsing or formatting in parallel, which holds megabytes a thread.
    ['input_format_parallel_parsing', '0'],
    ['output_format_parallel_formatting', '0'],
    // ClickHouse holds a row group while it encodes it, a million rows by default.
    ['output_format_parquet_row_group_size', '65536'],
    ['output_format_parquet_row_group_size_bytes', String(8 * MiB)],
    ['output_format_parquet_parallel_encoding', '0'],
    // They are kept until the end of the file: 77 MB after three million rows.
    ['output_format_parquet_write_bloom_filter', '0'],
    ['local_filesystem_read_method', 'pread'],
    ['max_execution_time', String(limits.querySeconds)],
  ]);
}
