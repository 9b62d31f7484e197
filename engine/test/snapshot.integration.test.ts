import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { cp, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import {
  findEngine,
  type RunningEngine,
  spawnEngine,
  type SpawnedEngine,
  toRestoredFolder,
} from '../src/index.ts';

const COMMAND = [
  process.execPath,
  '--import',
  'tsx',
  fileURLToPath(new URL('../src/main.ts', import.meta.url)),
];
const PASSWORD = 'secret';
/** What is merged is removed a second later, so that parts go while they are copied. */
const SETTINGS = 'SETTINGS non_replicated_deduplication_window = 10000, old_parts_lifetime = 1';
/** A chain like that of Paceline's own tables: every view reads what the one before it wrote. */
const SCHEMA = [
  'CREATE DATABASE shop ENGINE = Atomic',
  `CREATE TABLE shop.orders (id UInt64, amount UInt64, at DateTime) ENGINE = MergeTree PARTITION BY id % 4 ORDER BY id ${SETTINGS}`,
  `CREATE TABLE shop.seconds (second UInt64, orders SimpleAggregateFunction(sum, UInt64), amount SimpleAggregateFunction(sum, UInt64))
   ENGINE = AggregatingMergeTree ORDER BY second ${SETTINGS}`,
  `CREATE TABLE shop.minutes (minute UInt64, orders SimpleAggregateFunction(sum, UInt64), amount SimpleAggregateFunction(sum, UInt64))
   ENGINE = AggregatingMergeTree ORDER BY minute ${SETTINGS}`,
  'CREATE TABLE shop.notes (text String) ENGINE = Log',
  'CREATE MATERIALIZED VIEW shop.seconds_view TO shop.seconds AS SELECT intDiv(id, 10) AS second, count() AS orders, sum(amount) AS amount FROM shop.orders GROUP BY second',
  'CREATE MATERIALIZED VIEW shop.minutes_view TO shop.minutes AS SELECT intDiv(second, 60) AS minute, sum(s.orders) AS orders, sum(s.amount) AS amount FROM shop.seconds AS s GROUP BY minute',
];
const ROWS_A_BLOCK = 100;

interface Sums {
  readonly orders: readonly [count: number, amount: number];
  readonly seconds: readonly [count: number, amount: number];
  readonly minutes: readonly [count: number, amount: number];
}

const find = async (where: string): Promise<RunningEngine> => {
  const running = await findEngine(where, PASSWORD);
  if (running === undefined) throw new Error(`No engine runs on ${where}.`);
  return running;
};

/** Block number `index`, under the token that it always has. */
const insert = (client: ClickHouseClient, index: number) =>
  client.insert({
    table: 'shop.orders',
    columns: ['id', 'amount'],
    values: Array.from({ length: ROWS_A_BLOCK }, (_, row) => [index * ROWS_A_BLOCK + row, row]),
    format: 'JSONCompactEachRow',
    clickhouse_settings: {
      insert_deduplicate: 1,
      insert_deduplication_token: `block-${index}`,
      deduplicate_blocks_in_dependent_materialized_views: 1,
    },
  });

const readSums = async (client: ClickHouseClient): Promise<Sums | undefined> => {
  const result = await client.query({
    query: `SELECT (SELECT [count(), sum(amount)] FROM shop.orders) AS orders,
                   (SELECT [sum(orders), sum(amount)] FROM shop.seconds) AS seconds,
                   (SELECT [sum(orders), sum(amount)] FROM shop.minutes) AS minutes`,
    format: 'JSONEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return (await result.json<Sums>())[0];
};

/** The sums after `blocks` blocks, each counted once. */
const sumsOf = (blocks: number): Sums => {
  const sums = [blocks * ROWS_A_BLOCK, (blocks * ROWS_A_BLOCK * (ROWS_A_BLOCK - 1)) / 2] as const;
  return { orders: sums, seconds: sums, minutes: sums };
};

const listFiles = async (where: string): Promise<readonly string[]> => {
  const entries = await readdir(where, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
};

describe('a snapshot', () => {
  let root: string;
  let folder: string;
  const started: { engine: SpawnedEngine; client: ClickHouseClient }[] = [];

  const start = async (where: string) => {
    const engine = await spawnEngine({ command: COMMAND, folder: where, password: PASSWORD });
    const client = createClient({ url: engine.url, log: { level: ClickHouseLogLevel.OFF } });
    started.push({ engine, client });
    return { engine, client };
  };

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'paceline-engine-test-'));
    folder = join(root, 'clickhouse');
    const { client } = await start(folder);
    for (const query of SCHEMA) await client.command({ query });
    await client.command({ query: "INSERT INTO shop.notes VALUES ('a note')" });
  });

  afterEach(async () => {
    for (const { engine, client } of started.splice(0)) {
      await client.close();
      await engine.stop();
    }
    await rm(root, { recursive: true, force: true });
  });

  it(
    'taken under inserts holds every insert whole or not at all, and knows its token',
    { timeout: 120_000 },
    async () => {
      const { client } = started[0] ?? (await start(folder));
      const running = await find(folder);
      const FIRST = 40;
      const ALL = 120;
      let acknowledged = 0;
      const rest = Array.from({ length: ALL }, (_, index) => index).values();
      const inserters = Array.from({ length: 3 }, async () => {
        for (const index of rest) {
          await insert(client, index);
          acknowledged += 1;
          if (index % 10 === 0) await client.command({ query: 'OPTIMIZE TABLE shop.orders' });
        }
      });
      await expect.poll(() => acknowledged, { timeout: 60_000 }).toBeGreaterThanOrEqual(FIRST);
      const before = acknowledged;
      const snapshot = await running.holdSnapshot();
      const after = acknowledged;
      const copy = join(root, 'copy');
      await Promise.all(inserters);
      // Long after: what the snapshot holds does not depend on what happens to the tables.
      await client.command({ query: 'OPTIMIZE TABLE shop.orders FINAL' });
      await client.command({ query: 'TRUNCATE TABLE shop.seconds' });
      await cp(snapshot.folder, copy, { recursive: true });
      snapshot.release();

      const restored = await start(copy);
      const sums = await readSums(restored.client);
      const blocks = (sums?.orders[0] ?? 0) / ROWS_A_BLOCK;
      expect(sums).toEqual(sumsOf(blocks));
      expect(blocks).toBeGreaterThanOrEqual(before);
      expect(blocks).toBeLessThanOrEqual(after + 3);
      expect(snapshot.rows).toBeGreaterThan(blocks * ROWS_A_BLOCK);
      expect(
        await (await restored.client.query({ query: 'SELECT * FROM shop.notes', format: 'CSV' })).text(),
      ).toBe('"a note"\n');
      // What was in it is a duplicate, what was not is stored: so everything counts once in the end.
      for (let index = 0; index < ALL; index += 1) await insert(restored.client, index);
      expect(await readSums(restored.client)).toEqual(sumsOf(ALL));
    },
  );

  it('is removed when it is released, and when its holder is gone', async () => {
    const running = await find(folder);
    const snapshots = join(folder, 'engine', 'snapshots');
    const [first, second] = [await running.holdSnapshot(), await running.holdSnapshot()];
    expect(await readdir(snapshots)).toHaveLength(2);
    expect((await stat(first.folder)).isDirectory()).toBe(true);
    first.release();
    await expect.poll(() => readdir(snapshots)).toHaveLength(1);
    second.release();
    await expect.poll(() => readdir(snapshots)).toEqual([]);
  });

  it('left by a killed engine is removed by the next start, and the tables are what they were', async () => {
    const { engine, client } = started[0] ?? (await start(folder));
    await insert(client, 0);
    await (await find(folder)).holdSnapshot();
    const gone = new Promise((resolve) => {
      engine.child.once('exit', resolve);
    });
    engine.child.kill('SIGKILL');
    await gone;
    expect(await findEngine(folder, PASSWORD)).toBeUndefined();
    expect(await readdir(join(folder, 'engine', 'snapshots'))).toHaveLength(1);
    const next = await start(folder);
    expect(await readdir(join(folder, 'engine', 'snapshots'))).toEqual([]);
    expect(await readSums(next.client)).toEqual(sumsOf(1));
  });

  it('is refused to whoever does not have the password', async () => {
    const stranger = await findEngine(folder, 'wrong');
    await expect(stranger?.holdSnapshot()).rejects.toThrow('Authentication failed');
    await expect(stranger?.restore()).rejects.toThrow('Authentication failed');
  });

  it(
    'takes the place of the tables of a running engine, while requests wait',
    { timeout: 120_000 },
    async () => {
      const { client } = started[0] ?? (await start(folder));
      const running = await find(folder);
      for (let index = 0; index < 3; index += 1) await insert(client, index);
      const snapshot = await running.holdSnapshot();
      await cp(snapshot.folder, `${folder}.copying`, { recursive: true });
      snapshot.release();
      for (let index = 3; index < 6; index += 1) await insert(client, index);
      const { stream } = await client.exec({
        query: 'SELECT number FROM numbers(10000000000) FORMAT CSV',
        clickhouse_settings: { max_result_bytes: '0' },
      });
      stream.on('error', () => undefined);
      await rename(`${folder}.copying`, toRestoredFolder(folder));
      const over = new AbortController();
      const ask = async () => {
        const seen = new Set<number>();
        while (!over.signal.aborted) seen.add((await readSums(client))?.orders[0] ?? 0);
        return [...seen];
      };
      const asking = ask();
      await running.restore();
      over.abort();
      // Nobody was refused, and nobody saw anything else than the old rows or the new ones.
      expect((await asking).every((rows) => rows === 300 || rows === 600)).toBe(true);
      expect(await readSums(client)).toEqual(sumsOf(3));
      // Blocks of the old tables are known if they are in the new ones, and only then.
      for (let index = 0; index < 5; index += 1) await insert(client, index);
      expect(await readSums(client)).toEqual(sumsOf(5));
      expect((await readdir(root)).toSorted()).toEqual(['clickhouse']);
      // The owner's socket is there again.
      (await (await find(folder)).holdSnapshot()).release();
      stream.destroy();
    },
  );

  it(
    'that cannot be opened leaves a running engine with the tables that it had',
    { timeout: 120_000 },
    async () => {
      const { client } = started[0] ?? (await start(folder));
      const running = await find(folder);
      await expect(running.restore()).rejects.toThrow('nothing to restore');
      await insert(client, 0);
      const snapshot = await running.holdSnapshot();
      const broken = toRestoredFolder(folder);
      await cp(snapshot.folder, broken, { recursive: true });
      snapshot.release();
      await insert(client, 1);
      for (const file of await listFiles(join(broken, 'metadata'))) await rm(file);
      await cp(fileURLToPath(import.meta.url), join(broken, 'metadata', 'shop.sql'));
      await expect(running.restore()).rejects.toThrow('cannot open the folder');
      expect(await readSums(client)).toEqual(sumsOf(2));
      await insert(client, 2);
      expect(await readSums(client)).toEqual(sumsOf(3));
    },
  );
});

describe('an exchange that was killed between its steps', () => {
  it.each([
    ['after the old tables were put aside', { replaced: 'old', restored: 'new' }, 'new'],
    ['while it was taken back', { replaced: 'old', unusable: 'new' }, 'old'],
    ['before its first step', { clickhouse: 'old', restored: 'new' }, 'old'],
    ['after its last step', { clickhouse: 'new', replaced: 'old' }, 'new'],
  ])('%s is settled by the next start', async (_when, folders, expected) => {
    const root = await mkdtemp(join(tmpdir(), 'paceline-engine-test-'));
    const folder = join(root, 'clickhouse');
    for (const [place, database] of Object.entries(folders)) {
      const engine = await spawnEngine({
        command: COMMAND,
        folder: join(root, database),
        password: PASSWORD,
      });
      const client = createClient({ url: engine.url });
      await client.command({ query: `CREATE DATABASE ${database}_one ENGINE = Atomic` });
      await client.close();
      await engine.stop();
      await rename(join(root, database), place === 'clickhouse' ? folder : `${folder}.${place}`);
    }
    const engine = await spawnEngine({ command: COMMAND, folder, password: PASSWORD });
    const client = createClient({ url: engine.url });
    const result = await client.query({
      query: "SELECT name FROM system.databases WHERE name LIKE '%_one'",
      format: 'CSV',
    });
    expect(await result.text()).toBe(`"${expected}_one"\n`);
    await expect.poll(() => readdir(root)).not.toContain('clickhouse.replaced');
    await client.close();
    await engine.stop();
    await rm(root, { recursive: true });
  });
});
