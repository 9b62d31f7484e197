import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { binOf, type Measurement } from '@paceline/protocol';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';

import { fillTemplate } from '../src/fillTemplate.ts';
import { loadSqlTexts } from '../src/sqlText.ts';
import { toTopology } from '../src/topology.ts';
import { aMeasurement } from './aMeasurement.ts';
import { openStorage, type OpenedStorage } from './openStorage.ts';

const SQL_FOLDER = fileURLToPath(new URL('../src/sql/', import.meta.url));
/** The schema of the first version that anybody ran, and every later one but the newest. */
const FIRST = 7;
const NAMES = readdirSync(join(SQL_FOLDER, 'migrations')).toSorted();
const EARLIER = NAMES.slice(FIRST - 1, -1);

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 2, 10, 15, 20);
/** What the first version stored of a measurement. */
const COLUMNS =
  'app, environment, release, metric, route, device, at, received_at, value, bin, weight, failed, event_count, batch_id';
const INSERT_SETTINGS = {
  async_insert: 0,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
} as const;

const views = (count: number, startMs: number, everyMs: number) =>
  Array.from({ length: count }, (_, index) =>
    aMeasurement({
      app: 'shop',
      at: startMs + index * everyMs,
      value: 1 + ((index * 7919) % 997),
      route: index % 3 === 0 ? '/' : '/cart',
      device: index % 2 === 0 ? 'mobile' : '',
      failed: index % 10 === 0,
      eventCount: 1,
      eventIndex: index,
    }),
  );

/** Three weeks up to now. */
const OLD = views(400, NOW - 21 * DAY_MS, (21 * DAY_MS) / 400);
/** Three weeks, of which the first day lies before any cutover. */
const NEW = views(400, NOW + 60_000, (21 * DAY_MS) / 400);
const LATE = views(40, NOW - 2 * DAY_MS, 3_600_000);

const totals = (rows: readonly Measurement[]) => ({
  events: rows.length,
  sum: rows.reduce((sum, { value, weight }) => sum + value * weight, 0),
  errors: rows.filter(({ failed }) => failed).length,
});

describe.each(EARLIER)('a database that %s was the newest of', (name) => {
  let opened: OpenedStorage;
  let folder: string;

  /** Stores a block as the first version did, in the schema that is there. */
  const storeAsBefore = (rows: readonly Measurement[], token: string) =>
    opened.client.insert({
      table: `measurements (${COLUMNS})`,
      values: rows.map((row) => [
        row.app,
        row.environment,
        row.release,
        row.metric,
        row.route,
        row.device,
        row.at,
        row.receivedAt,
        row.value,
        binOf(row.value),
        row.weight,
        row.failed ? 1 : 0,
        row.eventCount,
        row.batchId,
      ]),
      format: 'JSONCompactEachRow',
      clickhouse_settings: { ...INSERT_SETTINGS, insert_deduplication_token: token },
    });

  const newest = () => opened.another({ now: () => NOW });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'paceline-earlier-'));
    cpSync(SQL_FOLDER, folder, { recursive: true });
    for (const later of NAMES.slice(NAMES.indexOf(name) + 1)) rmSync(join(folder, 'migrations', later));
    opened = openStorage(inject('clickhouseUrl'));
    await opened.another({ sqlFolder: pathToFileURL(`${folder}/`), now: () => NOW }).migrate();
  });
  afterEach(async () => {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Everything that is read of an app: the whole, by days, by route, and a part that begins within a day. */
  async function expectCounted(rows: readonly Measurement[]): Promise<void> {
    const storage = newest();
    const range = { fromMs: NOW - 22 * DAY_MS, toMs: NOW + 22 * DAY_MS };
    const load = async (parts: object, fromMs: number, toMs: number) => {
      const read = await storage.loadDistributions({
        app: 'shop',
        metrics: [rows[0]?.metric ?? ''],
        filter: {},
        withBins: true,
        fromMs,
        toMs,
        ...parts,
      });
      return {
        events: read.reduce((sum, { distribution }) => sum + distribution.events, 0),
        sum: read.reduce((sum, { distribution }) => sum + distribution.sum, 0),
        errors: read.reduce((sum, { distribution }) => sum + distribution.errors, 0),
      };
    };
    expect(await load({}, range.fromMs, range.toMs)).toEqual(totals(rows));
    expect(await load({ stepSeconds: 86_400 }, range.fromMs, range.toMs)).toEqual(totals(rows));
    expect(await load({ stepSeconds: 3600, groupBy: ['route', 'device'] }, range.fromMs, range.toMs)).toEqual(
      totals(rows),
    );
    const cart = rows.filter(({ route }) => route === '/cart');
    expect(await load({ filter: { route: '/cart' } }, range.fromMs, range.toMs)).toEqual(totals(cart));
    const toHour = Math.floor(NOW / 3_600_000) * 3_600_000 + 5 * DAY_MS;
    const middle = rows.filter(({ at }) => at >= toHour - 12 * DAY_MS && at < toHour);
    expect(await load({ groupBy: ['device'] }, toHour - 12 * DAY_MS, toHour)).toEqual(totals(middle));
    const freshness = await storage.loadFreshness();
    expect(freshness.map(({ app, storedEvents }) => [app, storedEvents])).toEqual([['shop', rows.length]]);
  }

  it('keeps what it has, and counts what comes, late and new', async () => {
    await storeAsBefore(OLD, 'old');
    const storage = newest();
    await Promise.all([storage.migrate(), newest().migrate(), newest().migrate()]);
    await expectCountedBefore();
    await storage.insertMeasurements(LATE, 'late');
    await storage.insertMeasurements(NEW, 'new');
    await expectCounted([...OLD, ...LATE, ...NEW]);
  });

  it('counts a block once that was stored, but not settled, before the schema changed', async () => {
    await storeAsBefore(OLD, 'old');
    const storage = newest();
    await storage.migrate();
    await storage.insertMeasurements(OLD, 'old');
    await storage.insertMeasurements(NEW, 'new');
    await storage.insertMeasurements(NEW, 'new');
    await expectCounted([...OLD, ...NEW]);
  });

  it('counts a block once that was half stored when the schema changed', async () => {
    const constraint = "CONSTRAINT broken CHECK app != 'shop'";
    await opened.client.command({ query: `ALTER TABLE rollup_1h ADD ${constraint}` });
    await expect(storeAsBefore(OLD, 'old')).rejects.toThrow();
    await opened.client.command({ query: 'ALTER TABLE rollup_1h DROP CONSTRAINT broken' });
    const storage = newest();
    await storage.migrate();
    await storage.insertMeasurements(OLD, 'old');
    await storage.insertMeasurements(NEW, 'new');
    await expectCounted([...OLD, ...NEW]);
  });

  it('keeps errors and alerts', async () => {
    await opened.client.command({
      query: `INSERT INTO errors (app, at, kind, name, message, fingerprint, weight) VALUES
        ('shop', toDateTime64(${NOW / 1000}, 3, 'UTC'), 'uncaught', 'TypeError', 'x is not a function', 'f1', 1)`,
    });
    await opened.client.command({
      query: `INSERT INTO alert_transitions (id, incident_id, app, budget_id, state, at, value, target, events) VALUES
        ('t1', 'i1', 'shop', 'b1', 'firing', toDateTime64(${NOW / 1000}, 3, 'UTC'), 2, 1, 10)`,
    });
    const storage = newest();
    await storage.migrate();
    expect(await storage.loadAlertStates()).toMatchObject([{ id: 't1', state: 'firing', value: 2 }]);
    expect(await opened.read('SELECT name, message FROM errors')).toEqual([
      ['TypeError', 'x is not a function'],
    ]);
  });

  /** Old rows alone, right after the change. */
  const expectCountedBefore = () => expectCounted(OLD);
});

describe('the migrations', () => {
  it('are the same for one server as when they had no cluster to speak of', () => {
    const { fragments } = toTopology(undefined);
    for (const { statements } of loadSqlTexts().migrations) {
      for (const statement of statements) {
        expect(fillTemplate(statement, { ...fragments, cutover: '0' })).not.toMatch(
          /ON CLUSTER|_local|Replicated/,
        );
      }
    }
  });
});
