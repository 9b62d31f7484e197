import { type ClickHouseClient, createClient } from '@clickhouse/client';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureSecrets, secretsPath } from '@paceline/config';
import { spawnEngine } from '@paceline/engine';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runPaceline, spawnPaceline } from '../../../test/runPaceline.ts';

const ENGINE = [process.execPath, fileURLToPath(new URL('../../../../dist/engine.mjs', import.meta.url))];
const CONFIG = fileURLToPath(new URL('../../../../docker/paceline.yaml', import.meta.url));
const TIMEOUT = { timeout: 120_000 };
/** For what a process does that has only just been started, on a machine that is busy with other tests. */
const PATIENCE = { interval: 5, timeout: 30_000 };
const WINDOW = 'SETTINGS non_replicated_deduplication_window = 1000';
/** Raw rows and two rollups, each fed by the one before it. */
const SCHEMA = [
  'CREATE DATABASE shop ENGINE = Atomic',
  `CREATE TABLE shop.orders (id UInt64, amount UInt64) ENGINE = MergeTree ORDER BY id ${WINDOW}`,
  `CREATE TABLE shop.seconds (second UInt64, orders UInt64, amount UInt64) ENGINE = SummingMergeTree ORDER BY second ${WINDOW}`,
  `CREATE TABLE shop.minutes (minute UInt64, orders UInt64, amount UInt64) ENGINE = SummingMergeTree ORDER BY minute ${WINDOW}`,
  'CREATE MATERIALIZED VIEW shop.seconds_view TO shop.seconds AS SELECT intDiv(id, 10) AS second, count() AS orders, sum(amount) AS amount FROM shop.orders GROUP BY second',
  'CREATE MATERIALIZED VIEW shop.minutes_view TO shop.minutes AS SELECT intDiv(second, 60) AS minute, sum(s.orders) AS orders, sum(s.amount) AS amount FROM shop.seconds AS s GROUP BY minute',
];
const ROWS_A_BLOCK = 50;

let root: string;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'paceline-backup-test-'));
});

afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
  await rm(root, { recursive: true, force: true });
});

const envOf = (folder: string) => ({
  PACELINE_DATA: join(root, folder),
  PACELINE_CONFIG: CONFIG,
  PACELINE_INGEST_KEY: 'only-for-this-test-0123456789',
  PATH: process.env['PATH'],
});

const run = (folder: string, ...words: string[]) => runPaceline(words, envOf(folder));

/** What a backup is written to until it is complete. */
const partials = async () => (await readdir(root)).filter((name) => name.includes('.partial'));

/** An engine on the tables of a data folder, as the one that Paceline starts. */
async function startEngine(folder: string) {
  const dataFolder = join(root, folder);
  const { enginePassword } = await ensureSecrets(dataFolder);
  const engine = await spawnEngine({
    command: ENGINE,
    folder: join(dataFolder, 'clickhouse'),
    password: enginePassword,
  });
  const client = createClient({ url: engine.url });
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await client.close();
    await engine.stop();
  };
  closers.push(stop);
  return { client, stop };
}

/** Block number `index`, under the token that it always has. */
const insert = (client: ClickHouseClient, index: number) =>
  client.insert({
    table: 'shop.orders',
    columns: ['id', 'amount'],
    values: Array.from({ length: ROWS_A_BLOCK }, (_, row) => [index * ROWS_A_BLOCK + row, index]),
    format: 'JSONCompactEachRow',
    clickhouse_settings: {
      insert_deduplicate: 1,
      insert_deduplication_token: `block-${index}`,
      deduplicate_blocks_in_dependent_materialized_views: 1,
    },
  });

async function makeShop(folder: string, blocks: number) {
  const engine = await startEngine(folder);
  for (const query of SCHEMA) await engine.client.command({ query });
  for (let index = 0; index < blocks; index += 1) await insert(engine.client, index);
  return engine;
}

/** Rows in the raw table and, by their sums, in each rollup. */
async function countRows(client: ClickHouseClient): Promise<readonly number[]> {
  const result = await client.query({
    query: `SELECT (SELECT count() FROM shop.orders), (SELECT sum(orders) FROM shop.seconds),
                   (SELECT sum(orders) FROM shop.minutes)`,
    format: 'JSONCompactEachRow',
    clickhouse_settings: { output_format_json_quote_64bit_integers: 0 },
  });
  return (await result.json<readonly number[]>())[0] ?? [];
}

const everyTable = (blocks: number) => Array.from({ length: 3 }, () => blocks * ROWS_A_BLOCK);

describe('paceline backup', () => {
  it.each(['copy', 'copy.tar'])(
    'to %s under inserts has every insert whole or not at all, and restored it knows their tokens',
    TIMEOUT,
    async (name) => {
      const { client } = await makeShop('first', 20);
      const ALL = 200;
      const rest = Array.from({ length: ALL - 20 }, (_, index) => index + 20).values();
      const inserting = Promise.all(
        Array.from({ length: 2 }, async () => {
          for (const index of rest) await insert(client, index);
        }),
      );
      const target = join(root, name);
      const backup = await run('first', 'backup', target);
      expect(backup).toMatchObject({ code: 0, stderr: '' });
      expect(backup.stdout).toMatch(
        /^Backed up [\d,]+ rows \(\S+ kB, [\d,]+ files\) to \S+ in [\d.]+ s; inserts waited \d+ ms\.\n$/,
      );
      await inserting;
      expect(await countRows(client)).toEqual(everyTable(ALL));

      const restore = await run('second', 'restore', target);
      expect(restore).toMatchObject({ code: 0, stderr: '' });
      expect(restore.stdout).toMatch(/^Restored [\d,]+ rows \(\S+ kB\) of 20\S+Z to \S+second\.\n$/);
      const second = await startEngine('second');
      const [rows = 0] = await countRows(second.client);
      expect(await countRows(second.client)).toEqual(everyTable(rows / ROWS_A_BLOCK));
      expect(rows).toBeGreaterThanOrEqual(20 * ROWS_A_BLOCK);
      for (let index = 0; index < ALL; index += 1) await insert(second.client, index);
      expect(await countRows(second.client)).toEqual(everyTable(ALL));
    },
  );

  it('works while nothing runs, too', TIMEOUT, async () => {
    const { stop } = await makeShop('first', 3);
    await stop();
    expect(await run('first', 'backup', join(root, 'copy'))).toMatchObject({ code: 0, stderr: '' });
    expect((await run('second', 'restore', join(root, 'copy'))).code).toBe(0);
    const second = await startEngine('second');
    expect(await countRows(second.client)).toEqual(everyTable(3));
  });

  it('has secrets only when it is asked for them, and nobody else can read them', TIMEOUT, async () => {
    await makeShop('first', 1);
    const secrets = await readFile(secretsPath(join(root, 'first')), 'utf8');
    const [plain, folder, archive] = ['plain', 'folder', 'archive.tar'].map((name) => join(root, name));
    expect((await run('first', 'backup', plain ?? '')).code).toBe(0);
    expect((await readdir(plain ?? '')).toSorted()).toEqual(['clickhouse', 'manifest.json']);
    expect((await run('first', 'backup', folder ?? '', '--with-secrets')).stdout).toContain('secrets.json');
    expect((await run('first', 'backup', archive ?? '', '--with-secrets')).stdout).toContain('secrets.json');
    expect((await stat(folder ?? '')).mode & 0o077).toBe(0);
    expect((await stat(archive ?? '')).mode & 0o077).toBe(0);

    const none = await run('second', 'restore', plain ?? '', '--with-secrets');
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('holds no secrets');
    for (const [source, to] of [
      [folder, 'third'],
      [archive, 'fourth'],
    ] as const) {
      expect((await run(to, 'restore', source ?? '', '--with-secrets')).code).toBe(0);
      expect(await readFile(secretsPath(join(root, to)), 'utf8')).toBe(secrets);
      expect((await stat(secretsPath(join(root, to)))).mode & 0o777).toBe(0o600);
    }
    expect((await run('fifth', 'restore', folder ?? '')).code).toBe(0);
    const others = await readFile(secretsPath(join(root, 'fifth')), 'utf8');
    expect(others).not.toBe(secrets);
    const refused = await run('fifth', 'restore', folder ?? '', '--with-secrets');
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('add --replace');
    expect(await readFile(secretsPath(join(root, 'fifth')), 'utf8')).toBe(others);
  });

  it('overwrites nothing, and says where it cannot go', TIMEOUT, async () => {
    await makeShop('first', 1);
    await mkdir(join(root, 'there'));
    await writeFile(join(root, 'there.tar'), 'mine');
    const refusals = {
      there: 'is already there',
      'there.tar': 'is already there',
      'copy.tar.gz': 'a folder or a .tar file',
      'nowhere/copy': 'does not exist: make it first',
    };
    for (const [name, reason] of Object.entries(refusals)) {
      const { code, stdout, stderr } = await run('first', 'backup', join(root, name));
      expect({ code, stdout, name }).toEqual({ code: 1, stdout: '', name });
      expect(stderr).toContain(reason);
    }
    expect(await readFile(join(root, 'there.tar'), 'utf8')).toBe('mine');
    const empty = await run('no-such-folder', 'backup', join(root, 'copy'));
    expect(empty.stderr).toBe(
      `paceline: there is nothing to back up: ${join(root, 'no-such-folder')} does not exist.\n`,
    );
    expect((await readdir(root)).toSorted()).toEqual(['first', 'there', 'there.tar']);
  });

  it('leaves nothing that looks like a backup when it is stopped or killed', TIMEOUT, async () => {
    const { client } = await makeShop('first', 1);
    await client.command({
      query: 'CREATE TABLE shop.large (text String CODEC(NONE)) ENGINE = MergeTree ORDER BY tuple()',
    });
    for (let part = 0; part < 8; part += 1) {
      await client.command({ query: 'INSERT INTO shop.large SELECT randomString(1000) FROM numbers(40000)' });
    }
    for (const [name, signal] of [
      ['copy', 'SIGINT'],
      ['copy.tar', 'SIGINT'],
      ['copy', 'SIGKILL'],
    ] as const) {
      const before = (await partials()).length;
      const { child, finished } = spawnPaceline(['backup', join(root, name)], envOf('first'));
      await expect.poll(async () => (await partials()).length, PATIENCE).toBeGreaterThan(before);
      child.kill(signal);
      const { code, stdout, stderr } = await finished;
      expect(stdout).toBe('');
      expect(await readdir(root)).not.toContain(name);
      if (signal === 'SIGINT') {
        expect({ code, stderr }).toEqual({
          code: 1,
          stderr: 'paceline: stopped; nothing of the backup was kept.\n',
        });
        expect(await partials()).toEqual([]);
      }
    }
    for (const name of await partials()) {
      expect((await run('second', 'restore', join(root, name))).stderr).toContain('is not a backup');
    }
    // The engine keeps nothing for those that are gone.
    await expect
      .poll(() => readdir(join(root, 'first', 'clickhouse', 'engine', 'snapshots')), PATIENCE)
      .toEqual([]);
  });

  it('names the way for a ClickHouse server', async () => {
    const env = { ...envOf('first'), CLICKHOUSE_URL: 'http://clickhouse:8123' };
    for (const command of ['backup', 'restore']) {
      await mkdir(join(root, 'first'), { recursive: true });
      await mkdir(join(root, 'source'), { recursive: true });
      await writeFile(
        join(root, 'source', 'manifest.json'),
        JSON.stringify({
          format: 1,
          paceline: '0.1.0',
          clickhouse: '26.7',
          takenAt: '2026-11-26T09:20:53.494Z',
          rows: 0,
          files: 0,
          bytes: 0,
        }),
      );
      const where = join(root, command === 'backup' ? 'copy' : 'source');
      const { code, stderr } = await runPaceline([command, where], env);
      expect(code).toBe(1);
      expect(stderr).toContain('use the BACKUP and RESTORE statements of that server');
    }
  });
});

describe('paceline restore', () => {
  it(
    'gives up what is stored only with --replace, while an engine runs and while none does',
    TIMEOUT,
    async () => {
      const first = await makeShop('first', 2);
      const copy = join(root, 'copy.tar');
      expect((await run('first', 'backup', copy)).code).toBe(0);
      for (let index = 2; index < 5; index += 1) await insert(first.client, index);
      const refused = await run('first', 'restore', copy);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toContain('holds measurements already: add --replace');
      expect(await countRows(first.client)).toEqual(everyTable(5));

      expect(await run('first', 'restore', copy, '--replace')).toMatchObject({ code: 0, stderr: '' });
      expect(await countRows(first.client)).toEqual(everyTable(2));
      for (let index = 1; index < 4; index += 1) await insert(first.client, index);
      expect(await countRows(first.client)).toEqual(everyTable(4));
      // The schema was brought up to date before anybody could insert.
      const databases = await first.client.query({ query: 'SHOW DATABASES', format: 'TabSeparated' });
      expect(await databases.text()).toContain('paceline');

      await first.stop();
      expect((await run('first', 'restore', copy)).stderr).toContain('add --replace');
      expect((await run('first', 'restore', copy, '--replace')).code).toBe(0);
      const again = await startEngine('first');
      expect(await countRows(again.client)).toEqual(everyTable(2));
      expect((await readdir(join(root, 'first'))).toSorted()).toEqual(['clickhouse', 'secrets.json']);
    },
  );

  it(
    'refuses what is no backup, is damaged, or comes from a later version, and keeps what is stored',
    TIMEOUT,
    async () => {
      const first = await makeShop('first', 2);
      const [folder, archive] = [join(root, 'copy'), join(root, 'copy.tar')];
      expect((await run('first', 'backup', folder)).code).toBe(0);
      expect((await run('first', 'backup', archive)).code).toBe(0);
      const restore = async (source: string) => (await run('first', 'restore', source, '--replace')).stderr;

      expect(await restore(join(root, 'nothing'))).toContain('there is no backup at');
      expect(await restore(root)).toContain('is not a backup: it has no manifest.json');
      await writeFile(join(root, 'other.tar'), Buffer.alloc(10_240, 'x'));
      expect(await restore(join(root, 'other.tar'))).toContain('is not a backup');
      await truncate(archive, Math.floor((await stat(archive)).size / 2 / 512) * 512 + 100);
      expect(await restore(archive)).toContain('is damaged');

      const files = await readdir(folder, { recursive: true });
      const part = files.find((file) => file.endsWith('data.bin')) ?? '';
      await appendFile(join(folder, part), 'x');
      expect(await restore(folder)).toContain('is damaged: it holds');
      await truncate(join(folder, part), (await stat(join(folder, part))).size - 1);
      const manifest = await readFile(join(folder, 'manifest.json'), 'utf8');
      await writeFile(
        join(folder, 'manifest.json'),
        manifest.replace(/"paceline": "[^"]+"/, '"paceline": "99.0.0"'),
      );
      expect(await restore(folder)).toContain('was made by Paceline 99.0.0');
      await writeFile(join(folder, 'manifest.json'), '{}');
      expect(await restore(folder)).toContain('its manifest.json is broken');
      await writeFile(join(folder, 'manifest.json'), manifest);

      // The right sizes, and nothing that ClickHouse could read.
      const size = (await stat(join(folder, part))).size;
      const checksums = part.replace('data.bin', 'checksums.txt');
      await writeFile(join(folder, part), Buffer.alloc(size));
      await writeFile(join(folder, checksums), Buffer.alloc((await stat(join(folder, checksums))).size, 'x'));
      expect(await restore(folder)).toContain('the backup is damaged: ClickHouse cannot read 1 part');
      expect(await countRows(first.client)).toEqual(everyTable(2));
      expect((await readdir(join(root, 'first'))).toSorted()).toEqual(['clickhouse', 'secrets.json']);
    },
  );

  it('that is stopped leaves what was stored, and nothing else', TIMEOUT, async () => {
    const first = await makeShop('first', 2);
    const copy = join(root, 'copy');
    expect((await run('first', 'backup', copy)).code).toBe(0);
    await insert(first.client, 2);
    const { child, finished } = spawnPaceline(['restore', copy, '--replace'], envOf('first'));
    await expect.poll(() => readdir(join(root, 'first')), PATIENCE).toContain('clickhouse.restoring');
    child.kill('SIGINT');
    const { code, stderr } = await finished;
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'paceline: stopped; what was stored is still there.\n',
    });
    expect(await countRows(first.client)).toEqual(everyTable(3));
    expect((await readdir(join(root, 'first'))).toSorted()).toEqual(['clickhouse', 'secrets.json']);
  });
});
