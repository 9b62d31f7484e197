import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { StorageError } from '../src/index.ts';
import { aMeasurement } from './aMeasurement.ts';
import { LONG_RETENTION, openStorage, type OpenedStorage } from './openStorage.ts';

const NAMES = readdirSync(new URL('../src/sql/migrations/', import.meta.url))
  .map((file) => file.replace('.sql', ''))
  .toSorted();

/** Each table with its seconds of retention and its window. */
const TABLE_OPTIONS = `
  SELECT name, extract(engine_full, 'toIntervalSecond\\((\\d+)\\)'), extract(engine_full, 'deduplication_window = (\\d+)')
  FROM system.tables
  WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name NOT IN ('schema_migrations', 'cutovers', 'deletions')
  ORDER BY name`;

describe('migrate', () => {
  let opened: OpenedStorage;
  beforeAll(() => {
    opened = openStorage(inject('clickhouseUrl'));
  });
  afterAll(() => opened.close());

  it('makes the whole schema when several processes start together', async () => {
    const all = [opened.storage, opened.another(), opened.another(), opened.another()];
    const results = await Promise.all(all.map((storage) => storage.migrate()));
    const applied = new Set(results.flatMap((result) => result.applied));
    expect([...applied].toSorted()).toEqual(NAMES);
    const tables = await opened.read(
      'SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name',
    );
    expect(tables.flat()).toEqual([
      'alert_transitions',
      'cutovers',
      'deletions',
      'errors',
      'freshness',
      'freshness_view',
      'measurements',
      'rollup_10s',
      'rollup_10s_view',
      'rollup_1h',
      'rollup_1h_view',
      'rollup_1m',
      'rollup_1m_view',
      'schema_migrations',
      'slices_10s',
      'slices_10s_view',
      'slices_1d',
      'slices_1d_view',
      'slices_1h',
      'slices_1h_view',
      'slices_1m',
      'slices_1m_view',
    ]);
  });

  it('applies nothing the second time', async () => {
    await expect(opened.storage.migrate()).resolves.toEqual({ applied: [] });
  });

  it('finishes a migration that another process began and did not record', async () => {
    const name = '0005_freshness';
    await opened.client.command({
      query: `ALTER TABLE schema_migrations DELETE WHERE name = '${name}' SETTINGS mutations_sync = 2`,
    });
    await expect(opened.storage.migrate()).resolves.toEqual({ applied: [name] });
  });

  it('makes the database with the engine that has atomic tables', async () => {
    const engines = await opened.read('SELECT engine FROM system.databases WHERE name = currentDatabase()');
    expect(engines).toEqual([['Atomic']]);
  });

  it('takes retention and deduplication window from the configuration, also when they change', async () => {
    const retention = { ...LONG_RETENTION, rawSeconds: 1000, rollup10sSeconds: 2000, rollup1mSeconds: 3000 };
    const all = [1, 2, 3].map(() => opened.another({ retention, dedupWindow: 77 }));
    await Promise.all(all.map((storage) => storage.migrate()));
    expect(await opened.read(TABLE_OPTIONS)).toEqual([
      ['alert_transitions', '', '77'],
      ['errors', '1000', '77'],
      ['freshness', '', '77'],
      ['measurements', '1000', '77'],
      ['rollup_10s', '2000', '77'],
      ['rollup_1h', String(LONG_RETENTION.rollup1hSeconds), '77'],
      ['rollup_1m', '3000', '77'],
      ['slices_10s', '2000', '77'],
      ['slices_1d', String(LONG_RETENTION.rollup1hSeconds), '77'],
      ['slices_1h', String(LONG_RETENTION.rollup1hSeconds), '77'],
      ['slices_1m', '3000', '77'],
    ]);
  });

  it('keeps rows when the retention would end after the last date that ClickHouse knows', async () => {
    const rawSeconds = 200 * 365 * 86_400;
    const storage = opened.another({ retention: { ...LONG_RETENTION, rawSeconds } });
    await storage.migrate();
    await storage.insertMeasurements([aMeasurement({ app: 'kept', at: Date.now() })], 'kept');
    await opened.client.command({ query: 'OPTIMIZE TABLE measurements FINAL' });
    expect(await opened.read("SELECT count() FROM measurements WHERE app = 'kept'")).toEqual([[1]]);
  });

  it('refuses the name of a database that would need quotes', async () => {
    const storage = opened.another({ database: 'a`b' });
    await expect(storage.migrate()).rejects.toThrow(RangeError);
  });
});

describe('a ClickHouse that is not there', () => {
  it('is unreachable, and says so', async () => {
    const opened = openStorage('http://127.0.0.1:9');
    await expect(opened.storage.migrate()).rejects.toMatchObject({
      name: 'StorageError',
      reason: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await expect(opened.storage.ping()).resolves.toBe(false);
    await opened.storage.close();
    await opened.client.close();
  });
});

describe('a wrong password', () => {
  it('is refused, not unreachable', async () => {
    const url = new URL(inject('clickhouseUrl'));
    url.password = 'wrong';
    const opened = openStorage(url.href);
    const failure = await opened.storage.migrate().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StorageError);
    expect(failure).toMatchObject({ reason: 'refused' });
    await opened.storage.close();
    await opened.client.close();
  });
});
