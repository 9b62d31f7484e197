import { createClient } from '@clickhouse/client';

/** What ClickHouse has of an app, in its raw table and in everything that is rolled up from it. */
export interface StoredCounts {
  /** Events by table. */
  readonly events: Readonly<Record<string, number>>;
  /** Sum of all durations by table, in milliseconds. */
  readonly totalMs: Readonly<Record<string, number>>;
  /** Events of the raw table that are there more than once. */
  readonly repeated: number;
}

const DATABASE = 'paceline';
const ROLLUPS = ['rollup_10s', 'rollup_1m', 'rollup_1h'];
/** Which count no events, but each row of the raw table once in the slice of its app. */
const SLICES = ['slices_10s', 'slices_1m', 'slices_1h', 'slices_1d'];

/** Counts directly in ClickHouse, past everything of Paceline that could be wrong in the same way. */
export async function readStored(clickhouseUrl: string, app: string): Promise<StoredCounts> {
  const client = createClient({ url: clickhouseUrl, database: DATABASE });
  const ask = async (query: string): Promise<readonly number[]> => {
    const answer = await client.query({ query, query_params: { app }, format: 'JSONCompactEachRow' });
    const [row = []] = await answer.json<readonly (string | number)[]>();
    return row.map(Number);
  };
  try {
    const events: Record<string, number> = {};
    const totalMs: Record<string, number> = {};
    const [raw = 0, rawMs = 0, distinct = 0] = await ask(
      'SELECT sum(event_count), sum(value), uniqExact(batch_id, event_index) FROM measurements WHERE app = {app:String}',
    );
    events['measurements'] = raw;
    totalMs['measurements'] = rawMs;
    for (const table of ROLLUPS) {
      const [count = 0, sum = 0] = await ask(
        `SELECT sum(event_count), sum(value_sum) FROM ${table} WHERE app = {app:String}`,
      );
      events[table] = count;
      totalMs[table] = sum;
    }
    const [rawRows = 0] = await ask('SELECT count() FROM measurements WHERE app = {app:String}');
    for (const table of SLICES) {
      const [rows = 0, sum = 0] = await ask(
        `SELECT sum(observations), sum(value_sum) FROM ${table} WHERE app = {app:String} AND slice = 'app'`,
      );
      // In events, so that it stands beside the others: what is missing in rows is missing here, too.
      events[table] = raw + rows - rawRows;
      totalMs[table] = sum;
    }
    const [fresh = 0] = await ask('SELECT sum(stored_events) FROM freshness WHERE app = {app:String}');
    events['freshness'] = fresh;
    return { events, totalMs, repeated: raw - distinct };
  } finally {
    await client.close();
  }
}
