import { binOf } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { StorageError } from '../src/index.ts';
import { aMeasurement, anErrorReport, aTransition } from './aMeasurement.ts';
import { openStorage, type OpenedStorage } from './openStorage.ts';

const AT = Date.UTC(2026, 0, 10, 12);
/** Spread over two days, so that one block makes several parts. */
const block = (app: string, rows: number) =>
  Array.from({ length: rows }, (_, index) =>
    aMeasurement({
      app,
      at: AT + (index % 2) * 86_400_000 + (index % 600) * 1000,
      value: 1 + (index % 100),
      route: `/r/${index % 7}`,
      eventCount: index % 3 === 0 ? 1 : 0,
      eventIndex: index % 500,
    }),
  );

/** What `counts` gives when every row was counted once. */
const expected = (rows: number, events = Math.ceil(rows / 3)) => ({
  raw: [rows, events, rows],
  '10s': [rows, events, rows],
  '1m': [rows, events, rows],
  '1h': [rows, events, rows],
  // Slices count no events; each row is in one slice of the app, and in one of a device.
  'slices 10s': [rows, 0, rows],
  'slices 1m': [2 * rows, 0, 2 * rows],
  'slices 1h': [2 * rows, 0, 2 * rows],
  'slices 1d': [2 * rows, 0, 2 * rows],
  freshness: [0, events, 0],
});

describe('inserting measurements', () => {
  let opened: OpenedStorage;
  beforeAll(async () => {
    opened = openStorage(inject('clickhouseUrl'));
    await opened.storage.migrate();
  });
  afterAll(() => opened.close());

  /** Rows counted, and events, in every table that a block reaches. */
  const counts = async (app: string): Promise<Record<string, number[]>> => {
    const rows = await opened.read(`
      SELECT 'raw', count(), toUInt64(sum(event_count)), toUInt64(sum(weight)) FROM measurements WHERE app = '${app}'
      UNION ALL SELECT '10s', sum(observations), sum(event_count), toUInt64(arraySum(mapValues(sumMap(bins)))) FROM rollup_10s WHERE app = '${app}'
      UNION ALL SELECT '1m', sum(observations), sum(event_count), toUInt64(arraySum(mapValues(sumMap(bins)))) FROM rollup_1m WHERE app = '${app}'
      UNION ALL SELECT '1h', sum(observations), sum(event_count), toUInt64(arraySum(mapValues(sumMap(bins)))) FROM rollup_1h WHERE app = '${app}'
      UNION ALL SELECT 'slices 10s', sum(observations), 0, toUInt64(arraySum(mapValues(sumMap(bins)))) FROM slices_10s WHERE app = '${app}' AND slice IN ('app', 'route')
      UNION ALL SELECT 'slices 1m', sum(observations), 0, toUInt64(arraySum(mapValues(sumMap(bins)))) FROM slices_1m WHERE app = '${app}' AND slice IN ('app', 'route')
      UNION ALL SELECT 'slices 1h', sum(observations), 0, toUInt64(arraySum(mapValues(sumMap(bins)))) FROM slices_1h WHERE app = '${app}' AND slice IN ('app', 'device')
      UNION ALL SELECT 'slices 1d', sum(observations), 0, toUInt64(arraySum(mapValues(sumMap(bins)))) FROM slices_1d WHERE app = '${app}' AND slice IN ('app', 'device')
      UNION ALL SELECT 'freshness', 0, sum(stored_events), 0 FROM freshness WHERE app = '${app}'`);
    return Object.fromEntries(rows.map(([table, ...figures]) => [table, figures.map(Number)]));
  };
  it('counts a block once that is inserted twice', async () => {
    const rows = block('twice', 600);
    await opened.storage.insertMeasurements(rows, 'twice-1');
    await opened.storage.insertMeasurements(rows, 'twice-1');
    expect(await counts('twice')).toEqual(expected(600));
  });

  it('counts two blocks of the same rows twice when their tokens differ', async () => {
    const rows = block('same', 60);
    await opened.storage.insertMeasurements(rows, 'same-1');
    await opened.storage.insertMeasurements(rows, 'same-2');
    expect(await counts('same')).toEqual(expected(120, 40));
  });

  it('counts a block once that several workers insert at the same time', async () => {
    const rows = block('race', 600);
    const workers = [opened.storage, opened.another(), opened.another(), opened.another()];
    await Promise.all(workers.map((storage) => storage.insertMeasurements(rows, 'race-1')));
    expect(await counts('race')).toEqual(expected(600));
  });

  it.each([10_000, 25_000])('counts a large block of %i rows once that is inserted twice', async (rows) => {
    const app = `large-${rows}`;
    const measurements = block(app, rows);
    await opened.storage.insertMeasurements(measurements, app);
    await opened.storage.insertMeasurements(measurements, app);
    expect(await counts(app)).toEqual(expected(rows));
  });

  const tables = ['10s', '1m', '1h'].flatMap((width) => [`rollup_${width}`, `slices_${width}`]);
  it.each([...tables, 'slices_1d', 'freshness'])(
    'counts a block once that is tried again after %s could not be written',
    async (table) => {
      const app = `broken-${table}`;
      const rows = block(app, 300);
      const constraint = `CONSTRAINT broken CHECK app != '${app}'`;
      await opened.client.command({ query: `ALTER TABLE ${table} ADD ${constraint}` });
      await expect(opened.storage.insertMeasurements(rows, app)).rejects.toThrow(StorageError);
      await opened.client.command({ query: `ALTER TABLE ${table} DROP CONSTRAINT broken` });
      await opened.storage.insertMeasurements(rows, app);
      expect(await counts(app)).toEqual(expected(300));
      await opened.storage.insertMeasurements(rows, app);
      expect(await counts(app)).toEqual(expected(300));
    },
  );

  it('leaves nobody with less than what is stored who reads again whenever freshness moves', async () => {
    const app = 'order';
    // A third of the rows are events, of which slices keep no count.
    const readAll = [
      ...['measurements', 'rollup_10s', 'rollup_1m', 'rollup_1h'].map(
        (table) => `SELECT '${table}', toUInt32(sum(event_count)) FROM ${table} WHERE app = '${app}'`,
      ),
      ...['slices_10s', 'slices_1m', 'slices_1h', 'slices_1d'].map(
        (table) =>
          `SELECT '${table}', toUInt32(sum(observations) / 3) FROM ${table} WHERE app = '${app}' AND slice = 'app'`,
      ),
    ].join(' UNION ALL ');
    const reader = opened.another();
    const look = async () => {
      const freshness = await reader.loadFreshness();
      return JSON.stringify(freshness.find((row) => row.app === app));
    };
    let seen: string | undefined;
    let read: readonly unknown[][] = [];
    const readOnce = async () => {
      const fresh = await look();
      if (fresh === seen) return;
      seen = fresh;
      read = await opened.read(readAll);
    };
    for (let index = 0; index < 20; index += 1) {
      const stored = new AbortController();
      const reading = (async () => {
        while (!stored.signal.aborted) await readOnce();
      })();
      await opened.storage.insertMeasurements(block(app, 300), `order-${index}`);
      stored.abort();
      await reading;
      // One look more: a move since the last one is told of by the next poll.
      await readOnce();
      for (const [table, stored] of read) expect([table, Number(stored)]).toEqual([table, (index + 1) * 100]);
      expect(read).toHaveLength(8);
    }
  });

  it('stores every column as it was given', async () => {
    const at = AT + 123;
    const row = aMeasurement({
      app: 'columns',
      at,
      receivedAt: at + 456,
      environment: 'staging "two"',
      release: "it's \\ 1.0\n\t",
      metric: 'custom.käse',
      route: '/größe/:id/😀',
      subject: '{"a":[1]}',
      value: 0.1 + 0.2,
      weight: 2.5,
      failed: true,
      eventCount: 0,
      eventIndex: 499,
      traceId: 'abc',
      attributes: '{"k":"v\\n"}',
      statusClass: '5xx',
      layer: 'redis',
      device: 'mobile',
      browser: 'Chrome 140',
      country: 'DE',
      connection: '4g',
      batchId: 'b_-1',
      instance: 'host:2',
      source: 'browser',
    });
    await opened.storage.insertMeasurements([row], 'columns');
    const [stored] = await opened.read(`
      SELECT app, environment, release, metric, route, subject, source, device, browser, country, connection, layer,
        status_class, instance, toUnixTimestamp64Milli(at), toUnixTimestamp64Milli(received_at), value, bin, weight, failed,
        event_count, batch_id, event_index, trace_id, attributes,
        abs(toUnixTimestamp64Milli(inserted_at) - toUnixTimestamp64Milli(now64(3))) < 60000
      FROM measurements WHERE app = 'columns'`);
    expect(stored).toEqual([
      row.app,
      row.environment,
      row.release,
      row.metric,
      row.route,
      row.subject,
      row.source,
      row.device,
      row.browser,
      row.country,
      row.connection,
      row.layer,
      row.statusClass,
      row.instance,
      at,
      at + 456,
      row.value,
      binOf(row.value),
      2.5,
      1,
      0,
      'b_-1',
      499,
      'abc',
      row.attributes,
      1,
    ]);
  });

  it('stores a text that was cut inside a character', async () => {
    await opened.storage.insertMeasurements([aMeasurement({ app: 'cut', at: AT, route: '/a\uD83D' })], 'cut');
    expect(await opened.read("SELECT route FROM measurements WHERE app = 'cut'")).toEqual([['/a\uFFFD']]);
  });

  it('rejects the whole block and names the rows that cannot be stored', async () => {
    const rows = [
      aMeasurement({ app: 'bad', at: AT }),
      aMeasurement({ app: 'bad', at: AT, value: Number.NaN }),
      aMeasurement({ app: 'bad', at: AT, weight: 0 }),
      aMeasurement({ app: 'bad', at: AT / 1000 }),
      aMeasurement({ app: 'bad', at: AT, eventIndex: 70_000 }),
    ];
    await expect(opened.storage.insertMeasurements(rows, 'bad')).rejects.toMatchObject({
      reason: 'rejected-rows',
      rows: [1, 2, 3, 4],
    });
    expect((await counts('bad'))['raw']).toEqual([0, 0, 0]);
  });

  it('does nothing for an empty block', async () => {
    await expect(opened.storage.insertMeasurements([], 'empty')).resolves.toBeUndefined();
  });

  it('counts errors once by token', async () => {
    const rows = [
      anErrorReport({ at: AT, stack: 'at a\nat b' }),
      anErrorReport({ at: AT + 1, message: 'y' }),
    ];
    await Promise.all([opened.storage.insertErrors(rows, 'e'), opened.another().insertErrors(rows, 'e')]);
    await opened.storage.insertErrors(rows, 'e');
    expect(await opened.read('SELECT name, message, stack FROM errors ORDER BY at')).toEqual([
      ['TypeError', 'x is not a function', 'at a\nat b'],
      ['TypeError', 'y', ''],
    ]);
  });
});

describe('alert transitions', () => {
  let opened: OpenedStorage;
  beforeAll(async () => {
    opened = openStorage(inject('clickhouseUrl'), { dedupWindow: 2 });
    await opened.storage.migrate();
  });
  afterAll(() => opened.close());
  const at = Date.UTC(2026, 0, 1);

  it('gives the newest transition of every alert', async () => {
    const { storage } = opened;
    const firing = aTransition({ id: 'a-1', at });
    const resolved = aTransition({ id: 'a-2', at: at + 60_000, state: 'resolved', value: null });
    const other = aTransition({ id: 'b-1', at: at + 1, budgetId: 'lcp', value: 0.5 });
    for (const transition of [firing, resolved, other]) await storage.insertAlertTransition(transition);
    expect(await storage.loadAlertStates()).toEqual([resolved, other]);
    const range = { app: 'shop', fromMs: at, toMs: at + 60_001, limit: 10 };
    expect(await storage.loadAlertHistory(range)).toEqual([resolved, other, firing]);
    expect(await storage.loadAlertHistory({ ...range, toMs: at + 60_000, limit: 1 })).toEqual([other]);
    expect(await storage.loadAlertHistory({ ...range, app: 'other' })).toEqual([]);
  });

  it('keeps the first of two with the same id, even long after', async () => {
    const { storage } = opened;
    const first = aTransition({ id: 'c-1', app: 'long', at, value: 1 });
    await storage.insertAlertTransition(first);
    // More than the window remembers.
    for (const id of ['d', 'e', 'f', 'g']) await storage.insertAlertTransition(aTransition({ id, app: 'x' }));
    await storage.insertAlertTransition({ ...first, value: 2 });
    expect(await opened.read("SELECT count() FROM alert_transitions WHERE id = 'c-1'")).toEqual([[2]]);
    const states = await storage.loadAlertStates();
    expect(states.filter(({ app }) => app === 'long')).toEqual([first]);
    const history = await storage.loadAlertHistory({ app: 'long', fromMs: 0, toMs: at + 1, limit: 5 });
    expect(history).toEqual([first]);
  });
});
