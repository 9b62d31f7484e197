import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { appendFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { spawnEngine, type SpawnedEngine } from '../src/index.ts';

const COMMAND = [
  process.execPath,
  '--import',
  'tsx',
  fileURLToPath(new URL('../src/main.ts', import.meta.url)),
];
/** Merges happen where a test asks for them only. */
const SETTINGS =
  'non_replicated_deduplication_window = 100, max_bytes_to_merge_at_max_space_in_pool = 1, old_parts_lifetime = 1000';
const SCHEMA = [
  'CREATE DATABASE shop ENGINE = Atomic',
  `CREATE TABLE shop.orders (day UInt32, amount UInt64) ENGINE = MergeTree PARTITION BY day ORDER BY amount SETTINGS ${SETTINGS}`,
  `CREATE TABLE shop.totals (day UInt32, orders SimpleAggregateFunction(sum, UInt64), amount SimpleAggregateFunction(sum, UInt64))
   ENGINE = AggregatingMergeTree PARTITION BY day ORDER BY day SETTINGS ${SETTINGS}`,
  'CREATE MATERIALIZED VIEW shop.totals_view TO shop.totals AS SELECT day, count() AS orders, sum(amount) AS amount FROM shop.orders GROUP BY day',
];

type Table = 'orders' | 'totals';

describe('an insert that was killed half done', () => {
  let folder: string;
  let engine: SpawnedEngine;
  let client: ClickHouseClient;
  let said: string[];
  let tableFolders: Readonly<Record<Table, string>>;

  const start = async () => {
    said = [];
    engine = await spawnEngine({
      command: COMMAND,
      folder,
      password: 'secret',
      onLog: (line) => said.push(line),
    });
    client = createClient({ url: engine.url, log: { level: ClickHouseLogLevel.OFF } });
  };

  const stop = async () => {
    await client.close();
    await engine.stop();
  };

  const restart = async () => {
    await stop();
    await start();
  };

  const insert = (token: string, rows: readonly (readonly [day: number, amount: number])[]) =>
    client.insert({
      table: 'shop.orders',
      columns: ['day', 'amount'],
      values: rows,
      format: 'JSONCompactEachRow',
      clickhouse_settings: {
        insert_deduplicate: 1,
        insert_deduplication_token: token,
        deduplicate_blocks_in_dependent_materialized_views: 1,
      },
    });
  const BLOCKS = {
    first: [[1, 10]],
    second: [
      [1, 200],
      [1, 300],
      [2, 4000],
    ],
  } as const;
  const EVERYTHING = { orders: [4, 4510], totals: [4, 4510] };

  const readSums = async () => {
    const result = await client.query({
      query: `SELECT (SELECT [count(), sum(amount)] FROM shop.orders) AS orders,
                     (SELECT [sum(orders), sum(amount)] FROM shop.totals) AS totals`,
      format: 'JSONEachRow',
      clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
    });
    const [sums] = await result.json<Readonly<Record<Table, readonly number[]>>>();
    return sums;
  };

  const toLogFile = (table: Table) =>
    join(tableFolders[table], 'deduplication_logs', 'deduplication_log_1.txt');

  const readLogs = () =>
    Promise.all([readFile(toLogFile('orders'), 'utf8'), readFile(toLogFile('totals'), 'utf8')]);

  /** What the kill prevents is the last rename: so the part of the log's last line goes. */
  const takeNewestPart = async (table: Table) => {
    const lines = (await readFile(toLogFile(table), 'utf8')).trimEnd().split('\n');
    const part = lines.at(-1)?.split('\t')[1] ?? '';
    expect(await readdir(tableFolders[table])).toContain(part);
    await rm(join(tableFolders[table], part), { recursive: true });
  };

  const mentioned = (table: Table) =>
    said.filter((line) => line.includes('killed insert') && line.includes(`shop.${table}`));

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paceline-engine-test-'));
    await start();
    for (const query of SCHEMA) await client.command({ query });
    const result = await client.query({
      query: `SELECT name, toString(uuid) AS uuid FROM system.tables WHERE database = 'shop'`,
      format: 'JSONEachRow',
    });
    const ids = new Map(
      (await result.json<{ name: string; uuid: string }>()).map(({ name, uuid }) => [name, uuid]),
    );
    const toFolder = (table: Table) => {
      const id = ids.get(table) ?? '';
      return join(folder, 'store', id.slice(0, 3), id);
    };
    tableFolders = { orders: toFolder('orders'), totals: toFolder('totals') };
    await insert('first', BLOCKS.first);
    await insert('second', BLOCKS.second);
    expect(await readSums()).toEqual(EVERYTHING);
  });

  afterEach(async () => {
    await stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each<readonly Table[]>([['orders'], ['totals']])(
    'is stored by its retry when the part of %s had no name yet',
    async (table) => {
      await stop();
      await takeNewestPart(table);
      await start();
      expect(await readSums()).not.toEqual(EVERYTHING);
      expect(mentioned(table)).toHaveLength(1);
      await insert('second', BLOCKS.second);
      expect(await readSums()).toEqual(EVERYTHING);
      await restart();
      expect(said).toEqual([]);
      await insert('second', BLOCKS.second);
      await insert('first', BLOCKS.first);
      expect(await readSums()).toEqual(EVERYTHING);
    },
  );

  it('is stored once by its retry, and later ones too, when the line of its block was written half', async () => {
    await stop();
    await appendFile(toLogFile('orders'), '1\t1_9_9_0\t1_28355618379');
    await appendFile(toLogFile('totals'), '1\t');
    await start();
    expect([...mentioned('orders'), ...mentioned('totals')]).toHaveLength(2);
    await insert('third', [[3, 70_000]]);
    await restart();
    await insert('second', BLOCKS.second);
    await insert('third', [[3, 70_000]]);
    expect(await readSums()).toEqual({ orders: [5, 74_510], totals: [5, 74_510] });
  });

  it('is not stored again by its retry when its part was merged into another one meanwhile', async () => {
    await insert('third', [[2, 5]]);
    for (const table of ['orders', 'totals'] as const) {
      await client.command({ query: `OPTIMIZE TABLE shop.${table} FINAL` });
    }
    await stop();
    await takeNewestPart('orders');
    await takeNewestPart('totals');
    await start();
    expect(said).toEqual([]);
    await insert('third', [[2, 5]]);
    await insert('second', BLOCKS.second);
    expect(await readSums()).toEqual({ orders: [5, 4515], totals: [5, 4515] });
  });

  it('leaves the logs as they are after an ordinary stop', async () => {
    const before = await readLogs();
    await restart();
    expect(said).toEqual([]);
    expect(await readLogs()).toEqual(before);
    await insert('second', BLOCKS.second);
    expect(await readSums()).toEqual(EVERYTHING);
  });

  it('is left to the engine that holds the folder', async () => {
    await appendFile(toLogFile('orders'), '1\t1_9_9_0');
    const before = await readFile(toLogFile('orders'), 'utf8');
    await expect(spawnEngine({ command: COMMAND, folder, password: 'secret' })).rejects.toThrow('is in use');
    expect(await readFile(toLogFile('orders'), 'utf8')).toBe(before);
  });
});
