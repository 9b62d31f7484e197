import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { DATABASE } from './storeMonth.ts';

/** What tables take on the disk, in bytes a row that was measured. */
export interface Sizes {
  /** A raw row. */
  readonly rawBytesPerEvent: number;
  /** All rollups and slices together, of all events that they still have rows of. */
  readonly rollupBytesPerEvent: number;
  /** The same for each of them. */
  readonly byTable: Readonly<Record<string, number>>;
  readonly totalBytes: number;
}

/** Reads the sizes as ClickHouse has them. A rollup counts against the events that are still in it. */
export async function readSizes(clickhouseUrl: string): Promise<Sizes> {
  const client = createClient({
    url: clickhouseUrl,
    database: DATABASE,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const read = async (query: string) => {
    const answer = await client.query({ query, format: 'JSONCompactEachRow' });
    const rows = await answer.json<readonly [string, string | number]>();
    return new Map(rows.map(([name, figure]) => [name, Number(figure)]));
  };
  try {
    const bytes = await read(
      `SELECT table, sum(bytes_on_disk) FROM system.parts WHERE active AND database = '${DATABASE}' GROUP BY table`,
    );
    const events = await read(
      [
        "SELECT 'measurements', count() FROM measurements",
        ...['10s', '1m', '1h'].map(
          (width) => `SELECT 'rollup_${width}', sum(observations) FROM rollup_${width}`,
        ),
        ...['10s', '1m', '1h', '1d'].map(
          (width) => `SELECT 'slices_${width}', sum(observations) FROM slices_${width} WHERE slice = 'app'`,
        ),
      ].join(' UNION ALL '),
    );
    const perEvent = (table: string) => (bytes.get(table) ?? 0) / (events.get(table) ?? Number.NaN);
    const rollups = [...events.keys()].filter((table) => table !== 'measurements');
    return {
      rawBytesPerEvent: perEvent('measurements'),
      rollupBytesPerEvent: rollups.reduce((sum, table) => sum + perEvent(table), 0),
      byTable: Object.fromEntries(rollups.map((table) => [table, perEvent(table)])),
      totalBytes: [...bytes.values()].reduce((sum, size) => sum + size, 0),
    };
  } finally {
    await client.close();
  }
}
