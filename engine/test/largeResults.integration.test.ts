import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { spawnEngine, type SpawnedEngine } from '../src/index.ts';

const COMMAND = [
  process.execPath,
  '--import',
  'tsx',
  fileURLToPath(new URL('../src/main.ts', import.meta.url)),
];
/** Its blocks are 33 MB: twice what the engine holds of a result. */
const ROWS = 1_000_000;
const LARGE = `SELECT number AS id, concat('text ', toString(number), if(number % 1000 = 0, ',"\n', '')) AS text FROM numbers(${ROWS})`;

/** The most that the engine's process has held of the machine's memory. */
async function loadPeakMiB(engine: SpawnedEngine): Promise<number> {
  const status = await readFile(`/proc/${engine.child.pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1]) / 1024;
}

describe('a result that is too large to hold', () => {
  let folder: string;
  let engine: SpawnedEngine;
  let client: ClickHouseClient;

  const exec = async (query: string, settings: Record<string, string> = {}): Promise<Readable> => {
    const { stream } = await client.exec({ query, clickhouse_settings: settings });
    return stream;
  };

  const readRows = async <Row>(query: string): Promise<Row[]> => {
    const result = await client.query({ query, format: 'JSONEachRow' });
    return result.json<Row>();
  };

  /** What ClickHouse itself reads from a file that the query's result was saved in. */
  const readBack = async (query: string, format: string, settings?: Record<string, string>) => {
    const path = join(folder, `saved.${format}`);
    await pipeline(await exec(`${query} FORMAT ${format}`, settings), createWriteStream(path));
    const [counts] = await readRows(
      `SELECT toUInt32(count()) AS n, toUInt32(uniqExact(id)) AS ids, toUInt32(max(id)) AS last,
              toUInt32(countIf(text LIKE '%,"\\n')) AS odd FROM file('${path}', '${format}', 'id UInt64, text String')`,
    );
    await rm(path);
    return counts;
  };
  const EVERYTHING = { n: ROWS, ids: ROWS, last: ROWS - 1, odd: ROWS / 1000 };

  const runningExports = async () =>
    (await readRows("SELECT query FROM system.processes WHERE query LIKE '%numbers(100000000' || '00)%'"))
      .length;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paceline-engine-test-'));
    engine = await spawnEngine({ command: COMMAND, folder: join(folder, 'clickhouse'), password: 'secret' });
    client = createClient({ url: engine.url, log: { level: ClickHouseLogLevel.OFF } });
  });

  afterAll(async () => {
    await client.close();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(['Parquet', 'Arrow', 'Native', 'RowBinary', 'CSVWithNames', 'TSVWithNames', 'JSONEachRow', 'JSON'])(
    'is one complete %s',
    async (format) => {
      expect(await readBack(LARGE, format)).toEqual(EVERYTHING);
    },
  );

  it('is the same when it is asked for without a limit from the start', async () => {
    expect(await readBack(LARGE, 'Parquet', { max_result_bytes: '0' })).toEqual(EVERYTHING);
  });

  it('has the settings and parameters of its query', async () => {
    const { stream } = await client.exec({
      query:
        "SELECT number AS id, {text:String} AS text FROM numbers({rows:UInt32}) -- FORMAT CSV\nFORMAT CSVWithNames SETTINGS format_csv_delimiter = ';'",
      query_params: { text: "it's", rows: 3 },
      clickhouse_settings: { max_result_bytes: '0' },
    });
    expect(await text(stream)).toBe(`"id";"text"\n0;"it's"\n1;"it's"\n2;"it's"\n`);
  });

  it('keeps one small result whole in a format with a footer', async () => {
    const small = await buffer(await exec('SELECT 1 AS id FORMAT Parquet', { max_result_bytes: '0' }));
    expect(small.subarray(0, 4).toString()).toBe('PAR1');
    expect(small.subarray(-4).toString()).toBe('PAR1');
    expect(
      await text(await exec('SELECT 1 AS id WHERE 0 FORMAT CSVWithNames', { max_result_bytes: '0' })),
    ).toBe('"id"\n');
  });

  it('is a typed error with a status of its own when it fails before its first row', async () => {
    await expect(exec('SELECT no_such FORMAT Parquet', { max_result_bytes: '0' })).rejects.toMatchObject({
      code: '47',
      type: 'UNKNOWN_IDENTIFIER',
    });
    await expect(
      exec('SELECT sumState(number) FROM numbers(10) FORMAT Parquet', { max_result_bytes: '0' }),
    ).rejects.toMatchObject({ code: '50', message: expect.not.stringContaining('DB::Exception') });
  });

  it('ends without an end when it fails after rows were sent as bytes', async () => {
    const stream = await exec(
      'SELECT number, throwIf(number = 5000000) FROM numbers(6000000) FORMAT RowBinary',
    );
    await expect(buffer(stream)).rejects.toThrow('aborted');
  });

  it('is refused beyond the limit that its client set itself', async () => {
    await expect(exec(`${LARGE} FORMAT Parquet`, { max_result_bytes: '1000000' })).rejects.toMatchObject({
      code: '396',
    });
  });

  it('is not computed any further when its client left, and leaves nothing behind', async () => {
    const stream = await exec('SELECT number FROM numbers(10000000000) FORMAT Parquet', {
      max_result_bytes: '0',
    });
    await new Promise((resolve) => stream.once('readable', resolve));
    expect(await runningExports()).toBe(1);
    stream.destroy();
    await expect.poll(runningExports, { timeout: 20_000 }).toBe(0);
    await expect.poll(() => readdir(join(folder, 'clickhouse', 'engine', 'results'))).toEqual([]);
    expect(await readRows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('lets others through while many are on their way to clients that do not read', async () => {
    const stop = new AbortController();
    const query = 'SELECT number FROM numbers(10000000000) FORMAT CSV';
    const exports = Array.from({ length: 6 }, () =>
      client
        .exec({ query, clickhouse_settings: { max_result_bytes: '0' }, abort_signal: stop.signal })
        .then(({ stream }) => stream.on('error', () => undefined))
        .catch(() => undefined),
    );
    await expect.poll(runningExports, { timeout: 20_000 }).toBe(2);
    expect(await readRows('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    stop.abort();
    for (const stream of await Promise.all(exports)) stream?.destroy();
    await expect.poll(runningExports, { timeout: 20_000 }).toBe(0);
  });

  it('leaves nothing of itself after a kill and the next start', async () => {
    const killedFolder = join(folder, 'killed');
    const killed = await spawnEngine({ command: COMMAND, folder: killedFolder, password: 'secret' });
    const toKilled = createClient({ url: killed.url, log: { level: ClickHouseLogLevel.OFF } });
    const { stream } = await toKilled.exec({
      query: 'SELECT number FROM numbers(10000000000) FORMAT CSV',
      clickhouse_settings: { max_result_bytes: '0' },
    });
    stream.on('error', () => undefined);
    const gone = new Promise((resolve) => {
      killed.child.once('exit', resolve);
    });
    killed.child.kill('SIGKILL');
    await gone;
    await toKilled.close();
    const results = join(killedFolder, 'engine', 'results');
    expect(await readdir(results)).toHaveLength(1);
    const next = await spawnEngine({ command: COMMAND, folder: killedFolder, password: 'secret' });
    expect(await readdir(results)).toEqual([]);
    await next.stop();
    expect(await readdir(killedFolder)).not.toContain('engine');
  });
});

describe('an export of many rows', () => {
  it.skipIf(process.platform !== 'linux')('keeps the engine under 512 MB', { timeout: 240_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'paceline-engine-test-'));
    const engine = await spawnEngine({ command: COMMAND, folder, password: 'secret' });
    const client = createClient({ url: engine.url });
    const { stream } = await client.exec({
      query: `SELECT number AS id, toDateTime64(number, 3) AS at, rand() / 7 AS value, hex(number) AS text,
                     toLowCardinality(toString(number % 1000)) AS name, concat('{"at":"', hex(rand64()), '"}') AS more
              FROM numbers(5000000) FORMAT Parquet`,
      clickhouse_settings: { max_result_bytes: '0', max_execution_time: 0 },
    });
    let bytes = 0;
    for await (const chunk of stream) bytes += (chunk as Buffer).length;
    expect(bytes).toBeGreaterThan(50_000_000);
    expect(await loadPeakMiB(engine)).toBeLessThan(512);
    await client.close();
    await engine.stop();
    await rm(folder, { recursive: true, force: true });
  });
});
