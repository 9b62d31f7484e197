import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { spawnEngine, type SpawnedEngine } from '../src/index.ts';

const COMMAND = [
  process.execPath,
  '--import',
  'tsx',
  fileURLToPath(new URL('../src/main.ts', import.meta.url)),
];
/** Errors are what several tests ask for: they need not be printed. */
const QUIET = { level: ClickHouseLogLevel.OFF };
const PASSWORD = 'a p@ss:word/';

const start = (folder: string): Promise<SpawnedEngine> =>
  spawnEngine({ command: COMMAND, folder, password: PASSWORD });

async function read<Row>(client: ClickHouseClient, query: string, more: object = {}): Promise<Row[]> {
  const result = await client.query({ query, format: 'JSONEachRow', ...more });
  return result.json<Row>();
}

describe('the engine behind the ordinary client', () => {
  let folder: string;
  let engine: SpawnedEngine;
  let client: ClickHouseClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paceline-engine-test-'));
    engine = await start(folder);
    client = createClient({ url: engine.url, log: QUIET });
    await client.command({ query: 'CREATE DATABASE shop ENGINE = Atomic' });
  });

  afterAll(async () => {
    await client.close();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers a ping', async () => {
    expect(await client.ping()).toEqual({ success: true });
    expect(await client.ping({ select: true })).toEqual({ success: true });
  });

  it('runs a query in whichever format is asked for', async () => {
    const result = await client.query({ query: 'SELECT 1 AS a, toUInt64(2) AS b', format: 'JSON' });
    const json = await result.json<{ a: number; b: string }>();
    expect(json.data).toEqual([{ a: 1, b: 2 }]);
    expect(json.rows).toBe(1);
    const csv = await client.query({ query: 'SELECT 1, 2', format: 'CSV' });
    expect(await csv.text()).toBe('1,2\n');
  });

  it('inserts rows as objects, as arrays and as a stream, and tells how many', async () => {
    await client.command({ query: 'CREATE TABLE shop.orders (id UInt32, name String) ORDER BY id' });
    const objects = await client.insert({
      table: 'shop.orders',
      values: [{ id: 1, name: "O'Hara \\ ü\t" }],
      format: 'JSONEachRow',
    });
    expect(objects.summary?.written_rows).toBe('1');
    await client.insert({
      table: 'shop.orders',
      columns: ['id', 'name'],
      values: [
        [2, 'two'],
        [3, 'three'],
      ],
      format: 'JSONCompactEachRow',
    });
    const rows = Array.from({ length: 1000 }, (_, index) => ({ id: index + 4, name: `n${index}` }));
    await client.insert({ table: 'shop.orders', values: Readable.from(rows), format: 'JSONEachRow' });
    expect(await read(client, 'SELECT count() AS n, max(id) AS last FROM shop.orders')).toEqual([
      { n: 1003, last: 1003 },
    ]);
    expect(await read(client, 'SELECT name FROM shop.orders WHERE id = 1')).toEqual([
      { name: "O'Hara \\ ü\t" },
    ]);
  });

  it('inserts by VALUES, by SELECT and into a table of the chosen database', async () => {
    await client.command({ query: 'CREATE TABLE shop.notes (id UInt32, text String) ORDER BY id' });
    await client.command({ query: "INSERT INTO shop.notes VALUES (1, 'FORMAT; --x')" });
    await client.command({
      query: 'INSERT INTO shop.notes SELECT 2, {text:String}',
      query_params: { text: 'b' },
    });
    const inShop = createClient({ url: engine.url, database: 'shop' });
    await inShop.insert({ table: 'notes', values: [{ id: 3, text: 'c' }], format: 'JSONEachRow' });
    expect(await read(inShop, 'SELECT id, text FROM notes ORDER BY id')).toEqual([
      { id: 1, text: 'FORMAT; --x' },
      { id: 2, text: 'b' },
      { id: 3, text: 'c' },
    ]);
    expect(await read(client, 'SELECT currentDatabase() AS d')).toEqual([{ d: 'default' }]);
    await inShop.close();
  });

  it('binds parameters, each request its own, also at the same time', async () => {
    const values = Array.from({ length: 60 }, (_, index) => `v${index} \t'"\\ü`);
    const answers = await Promise.all(
      values.map((value) => read(client, 'SELECT {value:String} AS value', { query_params: { value } })),
    );
    expect(answers).toEqual(values.map((value) => [{ value }]));
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await expect(read(client, 'SELECT {value:String} AS value')).rejects.toMatchObject({ code: '456' });
    }
    const many = Array.from({ length: 5000 }, (_, index) => `a long value ${index}`);
    expect(
      await read(client, 'SELECT length({many:Array(String)}) AS n', { query_params: { many } }),
    ).toEqual([{ n: 5000 }]);
  });

  it('applies settings to one request only', async () => {
    const query = "SELECT getSetting('max_threads') AS threads, getSetting('max_memory_usage') AS memory";
    const [before] = await read(client, query);
    const settings = { max_threads: 1, max_memory_usage: '77000000' };
    expect(await read(client, query, { clickhouse_settings: settings })).toEqual([
      { threads: 1, memory: 77_000_000 },
    ]);
    await expect(read(client, 'SELECT broken', { clickhouse_settings: settings })).rejects.toThrow();
    await expect(
      read(client, query, { clickhouse_settings: { max_threads: 1, no_such_setting: 1 } }),
    ).rejects.toMatchObject({ code: '115', type: 'UNKNOWN_SETTING' });
    await client.command({ query: 'SET max_threads = 1' });
    await client.command({ query: 'USE shop' });
    await read(client, query, { clickhouse_settings: { readonly: '2' } });
    const after = await Promise.all(Array.from({ length: 16 }, () => read(client, query)));
    expect(after).toEqual(after.map(() => [before]));
  });

  it('answers errors with code and type', async () => {
    const error: unknown = await read(client, 'SELECT * FROM shop.no_such_table').catch(
      (cause: unknown) => cause,
    );
    expect(error).toBeInstanceOf(ClickHouseError);
    expect(error).toMatchObject({ code: '60', type: 'UNKNOWN_TABLE' });
    await expect(client.command({ query: 'SELECT FROM WHERE' })).rejects.toMatchObject({ code: '62' });
    await expect(client.command({ query: 'SELECT 1; SELECT 2' })).rejects.toMatchObject({ code: '62' });
    await expect(
      client.insert({ table: 'shop.orders', values: [{ id: 'x' }], format: 'JSONEachRow' }),
    ).rejects.toBeInstanceOf(ClickHouseError);
  });

  it('streams a result that is too large to hold', async () => {
    const result = await client.query({
      query: 'SELECT number, toString(number) AS text FROM numbers(2000000)',
      format: 'JSONEachRow',
    });
    let rows = 0;
    for await (const chunk of result.stream<{ number: number }>()) rows += chunk.length;
    expect(rows).toBe(2_000_000);
  });

  it('gives the typed error of a query that fails after rows were sent', async () => {
    const result = await client.query({
      query: 'SELECT number, throwIf(number = 5000000) FROM numbers(6000000)',
      format: 'JSONEachRow',
    });
    const readAll = async () => {
      for await (const chunk of result.stream()) expect(chunk.length).toBeGreaterThan(0);
    };
    await expect(readAll()).rejects.toMatchObject({ code: '395' });
  });

  it('packs and unpacks gzip', async () => {
    const packed = createClient({ url: engine.url, compression: { request: true, response: true } });
    await packed.command({ query: 'CREATE TABLE shop.packed (id UInt32, text String) ORDER BY id' });
    const values = Array.from({ length: 5000 }, (_, id) => ({ id, text: 'the same text' }));
    await packed.insert({ table: 'shop.packed', values, format: 'JSONEachRow' });
    expect(await read(packed, 'SELECT id, text FROM shop.packed ORDER BY id')).toEqual(values);
    const large = await packed.query({ query: 'SELECT number FROM numbers(3000000)', format: 'JSONEachRow' });
    let rows = 0;
    for await (const chunk of large.stream()) rows += chunk.length;
    expect(rows).toBe(3_000_000);
    await packed.close();
  });

  it('counts a block with a deduplication token once, and later blocks without one always', async () => {
    await client.command({
      query: `CREATE TABLE shop.once (id UInt32) ORDER BY id
              SETTINGS non_replicated_deduplication_window = 100`,
    });
    const insert = (token?: string) =>
      client.insert({
        table: 'shop.once',
        values: [[1], [2]],
        format: 'JSONCompactEachRow',
        clickhouse_settings: token === undefined ? {} : { insert_deduplication_token: token },
      });
    await Promise.all([insert('a'), insert('a'), insert('a')]);
    expect(await read(client, 'SELECT count() AS n FROM shop.once')).toEqual([{ n: 2 }]);
    await insert('b');
    expect(await read(client, 'SELECT count() AS n FROM shop.once')).toEqual([{ n: 4 }]);
    await client.insert({ table: 'shop.once', values: [[7], [8]], format: 'JSONCompactEachRow' });
    await client.insert({ table: 'shop.once', values: [[9], [10]], format: 'JSONCompactEachRow' });
    expect(await read(client, 'SELECT count() AS n FROM shop.once')).toEqual([{ n: 8 }]);
  });

  it('refuses inserts in binary formats', async () => {
    const response = await fetch(
      `http://127.0.0.1:${engine.port}/?query=INSERT+INTO+shop.once+FORMAT+RowBinary`,
      {
        method: 'POST',
        headers: { 'x-clickhouse-user': 'default', 'x-clickhouse-key': PASSWORD },
        body: new Uint8Array([1, 0, 0, 0]),
      },
    );
    expect(response.status).toBe(400);
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('73');
    expect(await response.text()).toContain('text formats only, not in RowBinary');
  });

  it('answers a light query and an insert while heavy queries run, and stops those whose client left', async () => {
    const leave = new AbortController();
    const ended: string[] = [];
    const heavy = Array.from({ length: 3 }, () =>
      read(client, 'SELECT number % 1000 AS k, uniqHLL12(number) FROM numbers(100000000000) GROUP BY k', {
        abort_signal: leave.signal,
      }).then(
        () => ended.push('finished'),
        () => ended.push('left'),
      ),
    );
    await read(client, 'SELECT 1');
    await client.insert({ table: 'shop.once', values: [[20]], format: 'JSONCompactEachRow' });
    expect(ended).toEqual([]);
    leave.abort();
    await Promise.all(heavy);
    expect(ended).toEqual(['left', 'left', 'left']);
    await expect
      .poll(
        () => read(client, "SELECT count() AS n FROM system.processes WHERE query LIKE '%uniqHLL' || '12%'"),
        {
          timeout: 10_000,
        },
      )
      .toEqual([{ n: 0 }]);
  });

  it('refuses a wrong password and none at all', async () => {
    const url = `http://127.0.0.1:${engine.port}`;
    const stranger = createClient({ url, password: 'wrong', log: QUIET });
    await expect(read(stranger, 'SELECT 1')).rejects.toMatchObject({
      code: '516',
      type: 'AUTHENTICATION_FAILED',
    });
    await stranger.close();
    const response = await fetch(`${url}/?query=SELECT+1`);
    expect(response.status).toBe(401);
    expect(response.headers.get('x-clickhouse-exception-code')).toBe('194');
  });

  it('refuses a second process on the folder in one plain sentence', async () => {
    await expect(start(folder)).rejects.toThrow(
      new RegExp(
        `^The folder ${folder} is in use by another engine \\(process ${engine.child.pid}\\): [^\n]+$`,
      ),
    );
  });
});

describe('the engine over restarts', () => {
  it('keeps what it acknowledged, stopped in order or killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paceline-engine-test-'));
    const first = await start(folder);
    const toFirst = createClient({ url: first.url });
    await toFirst.command({ query: 'CREATE DATABASE kept ENGINE = Atomic' });
    await toFirst.command({ query: 'CREATE TABLE kept.rows (id UInt32) ORDER BY id' });
    await toFirst.insert({ table: 'kept.rows', values: [[1], [2]], format: 'JSONCompactEachRow' });
    await toFirst.close();
    await first.stop();
    expect(first.child.exitCode).toBe(0);

    const second = await start(folder);
    const toSecond = createClient({ url: second.url });
    for (let id = 3; id < 43; id += 1) {
      await toSecond.insert({ table: 'kept.rows', values: [[id]], format: 'JSONCompactEachRow' });
    }
    await toSecond.close();
    const gone = new Promise((resolve) => {
      second.child.once('exit', resolve);
    });
    second.child.kill('SIGKILL');
    await gone;

    const third = await start(folder);
    const toThird = createClient({ url: third.url });
    expect(await read(toThird, 'SELECT count() AS n, uniqExact(id) AS ids FROM kept.rows')).toEqual([
      { n: 42, ids: 42 },
    ]);
    await toThird.close();
    await third.stop();
    await rm(folder, { recursive: true, force: true });
  });
});
