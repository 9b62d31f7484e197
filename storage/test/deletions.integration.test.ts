import { createHash, randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

import type { Deletion } from '../src/index.ts';
import { aMeasurement, anErrorReport, aTransition } from './aMeasurement.ts';
import { openStorage, type OpenedStorage } from './openStorage.ts';

const START = Date.UTC(2026, 0, 10, 21, 30);
const DAY = 86_400_000;
/** The first midnight after the first event. */
const MIDNIGHT = Date.UTC(2026, 0, 11);
const PATIENCE = { timeout: 60_000, interval: 50 };
const ROLLUPS = ['rollup_10s', 'rollup_1m', 'rollup_1h', 'slices_10s', 'slices_1m', 'slices_1h', 'slices_1d'];
const TABLES = ['measurements', 'errors', ...ROLLUPS];

let opened: OpenedStorage;
beforeAll(async () => {
  opened = openStorage(inject('clickhouseUrl'), { now: () => START + 3 * DAY });
  await opened.storage.migrate();
});
afterAll(() => opened.close());

/** Twelve events of two visits over three days, with an error each. */
async function store(app: string): Promise<void> {
  const events = Array.from({ length: 12 }, (_, index) => ({
    app,
    at: START + index * (DAY / 5),
    sessionId: index % 3 === 0 ? 'visit-a' : 'visit-b',
    eventIndex: index,
  }));
  await opened.storage.insertMeasurements(
    events.flatMap((event) => [
      aMeasurement(event),
      aMeasurement({ ...event, eventCount: 0, metric: 'vital.lcp' }),
    ]),
    randomUUID(),
  );
  await opened.storage.insertErrors(events.map(anErrorReport), randomUUID());
}

/** Rows of an app by table. */
async function rowsOf(app: string, conditions = ''): Promise<Record<string, number>> {
  const counts = await Promise.all(
    TABLES.map(async (table) => {
      const [row] = await opened.read(
        `SELECT toUInt32(count()) FROM ${table} WHERE app = '${app}' ${conditions}`,
      );
      return [table, Number(row?.[0])] as const;
    }),
  );
  return Object.fromEntries(counts);
}

const total = (rows: Record<string, number>) => ROLLUPS.reduce((sum, table) => sum + (rows[table] ?? 0), 0);

async function finished(app: string, id: string): Promise<Deletion> {
  return vi.waitFor(async () => {
    const [deletion] = await opened.storage.loadDeletions({ app, id, limit: 1 });
    expect(deletion).toMatchObject({ state: 'finished', failure: null });
    return deletion as Deletion;
  }, PATIENCE);
}

describe('deleteApp', () => {
  it('leaves nothing of the app in any table, and everything of the others', async () => {
    await Promise.all([store('gone'), store('kept')]);
    const before = await rowsOf('gone');
    const kept = await rowsOf('kept');
    expect(Math.min(...Object.values(before))).toBeGreaterThan(0);
    await opened.storage.deleteApp({ id: 'd-app', app: 'gone', askedBy: 'ada' });
    const deletion = await finished('gone', 'd-app');
    expect(deletion).toMatchObject({
      id: 'd-app',
      app: 'gone',
      askedBy: 'ada',
      askedAt: START + 3 * DAY,
      kind: 'app',
      beforeMs: null,
      sessionDigest: null,
      rows: { measurements: 24, events: 12, errors: 12, rollupRows: total(before) },
      partsToDo: 0,
    });
    expect(Object.values(await rowsOf('gone'))).toEqual(TABLES.map(() => 0));
    expect(await rowsOf('kept')).toEqual(kept);
    const query = {
      metrics: ['request.duration'],
      fromMs: START - DAY,
      toMs: START + 3 * DAY,
      filter: {},
      withBins: true,
    };
    expect(await opened.storage.loadDistributions({ ...query, app: 'gone' })).toEqual([]);
    expect(await opened.storage.loadDistributions({ ...query, app: 'kept' })).toHaveLength(1);
  });

  it('rewrites the parts instead of hiding rows in them', async () => {
    await store('rewritten');
    await opened.storage.deleteApp({ id: 'd-parts', app: 'rewritten', askedBy: 'ada' });
    await finished('rewritten', 'd-parts');
    const masks = await opened.read(
      'SELECT count() FROM system.parts WHERE database = currentDatabase() AND active AND has_lightweight_delete',
    );
    expect(masks.flat().map(Number)).toEqual([0]);
  });

  it('removes what lies before a midnight, in every table at the same time', async () => {
    await store('aged');
    const id = 'd-before';
    await opened.storage.deleteApp({ id, app: 'aged', askedBy: 'ada', beforeMs: MIDNIGHT + DAY });
    expect(await finished('aged', id)).toMatchObject({ beforeMs: MIDNIGHT + DAY, rows: { events: 6 } });
    const earlier = await rowsOf('aged', `AND at < toDateTime(${(MIDNIGHT + DAY) / 1000}, 'UTC')`);
    expect(Object.values(earlier)).toEqual(TABLES.map(() => 0));
    expect(await rowsOf('aged')).toMatchObject({ measurements: 12, errors: 6 });
    const [whole] = await opened.storage.loadDistributions({
      app: 'aged',
      metrics: ['request.duration'],
      fromMs: START - 30 * DAY,
      toMs: START + 3 * DAY,
      filter: {},
      withBins: false,
    });
    expect(whole?.distribution.events).toBe(6);
  });

  it('refuses a time within a day, whose buckets lie on both sides of it', async () => {
    const deletion = { id: 'd-odd', app: 'gone', askedBy: 'ada', beforeMs: MIDNIGHT + 3_600_000 };
    await expect(opened.storage.deleteApp(deletion)).rejects.toThrow(RangeError);
  });

  it('keeps what arrived, so that the ledger balances, and the alerts', async () => {
    await store('balanced');
    await opened.storage.insertAlertTransition(aTransition({ id: 'alert-1', app: 'balanced', at: START }));
    const freshness = async () =>
      (await opened.storage.loadFreshness()).find(({ app }) => app === 'balanced');
    const before = await freshness();
    await opened.storage.deleteApp({ id: 'd-ledger', app: 'balanced', askedBy: 'ada' });
    await finished('balanced', 'd-ledger');
    expect(await freshness()).toEqual(before);
    expect(before?.storedEvents).toBe(12);
    const alerts = await opened.storage.loadAlertHistory({
      app: 'balanced',
      fromMs: START,
      toMs: START + 1,
      limit: 9,
    });
    expect(alerts).toHaveLength(1);
  });

  it('keeps what is stored after it', async () => {
    await store('again');
    await opened.storage.deleteApp({ id: 'd-again', app: 'again', askedBy: 'ada' });
    await store('again');
    await finished('again', 'd-again');
    expect(await rowsOf('again')).toMatchObject({ measurements: 24, errors: 12 });
  });
});

describe('deleteSession', () => {
  it('removes measurements and texts of the visit alone, and leaves the sums', async () => {
    await Promise.all([store('shop'), store('blog')]);
    const [before, blog] = await Promise.all([rowsOf('shop'), rowsOf('blog')]);
    await opened.storage.deleteSession({
      id: 'd-visit',
      app: 'shop',
      askedBy: 'grace',
      sessionId: 'visit-a',
    });
    expect(await finished('shop', 'd-visit')).toMatchObject({
      kind: 'session',
      sessionDigest: createHash('sha256').update('visit-a').digest('hex'),
      rows: { measurements: 8, events: 4, errors: 4, rollupRows: 0 },
    });
    expect(await rowsOf('shop')).toEqual({ ...before, measurements: 16, errors: 8 });
    for (const table of ['measurements', 'errors']) {
      const left = await opened.read(`SELECT DISTINCT session_id FROM ${table} WHERE app = 'shop'`);
      expect(left).toEqual([['visit-b']]);
    }
    expect(await rowsOf('blog')).toEqual(blog);
    const recorded = await opened.read("SELECT * FROM deletions WHERE app = 'shop'");
    expect(JSON.stringify(recorded)).not.toContain('visit-a');
  });

  it('refuses the empty id, which all servers have', async () => {
    const deletion = { id: 'd-none', app: 'shop', askedBy: 'grace', sessionId: '' };
    await expect(opened.storage.deleteSession(deletion)).rejects.toThrow(RangeError);
  });
});

describe('loadDeletions', () => {
  it('gives the deletions of the app alone, newest first', async () => {
    let now = START;
    const storage = opened.another({ now: () => now });
    for (const sessionId of ['one', 'two', 'three']) {
      now += 1000;
      await storage.deleteSession({ id: `list-${sessionId}`, app: 'listed', askedBy: 'ada', sessionId });
    }
    const ids = async (limit: number) =>
      (await storage.loadDeletions({ app: 'listed', limit })).map(({ id }) => id);
    expect(await ids(10)).toEqual(['list-three', 'list-two', 'list-one']);
    expect(await ids(2)).toEqual(['list-three', 'list-two']);
    expect(await storage.loadDeletions({ app: 'unlisted', limit: 10 })).toEqual([]);
  });

  it('tells how much is left to do while a deletion runs', async () => {
    await store('stopped');
    await opened.client.command({ query: 'SYSTEM STOP MERGES measurements' });
    try {
      await opened.storage.deleteSession({
        id: 'd-running',
        app: 'stopped',
        askedBy: 'ada',
        sessionId: 'visit-a',
      });
      const [running] = await opened.storage.loadDeletions({ app: 'stopped', id: 'd-running', limit: 1 });
      expect(running).toMatchObject({ state: 'running', finishedAt: null });
      expect(running?.partsToDo).toBeGreaterThan(0);
    } finally {
      await opened.client.command({ query: 'SYSTEM START MERGES measurements' });
    }
    await finished('stopped', 'd-running');
  });

  it('tells of a deletion that failed before all of it was begun', async () => {
    await store('failing');
    const id = 'd-failed';
    const deletion = { id, app: 'failing', askedBy: 'ada', sessionId: 'visit-a' };
    const state = async () =>
      (await opened.storage.loadDeletions({ app: 'failing', id, limit: 1 }))[0]?.state;
    // One rewriting of this table may be under way, and it does not end.
    await opened.client.command({ query: 'SYSTEM STOP MERGES errors' });
    await opened.client.command({
      query: 'ALTER TABLE errors MODIFY SETTING number_of_mutations_to_throw = 1',
    });
    try {
      await opened.storage.deleteSession({ ...deletion, id: 'd-first' });
      await expect(opened.storage.deleteSession(deletion)).rejects.toMatchObject({ name: 'StorageError' });
      expect(await state()).toBe('incomplete');
    } finally {
      await opened.client.command({ query: 'SYSTEM START MERGES errors' });
    }
    await finished('failing', 'd-first');
    expect(await state()).toBe('incomplete');
  });

  it('remembers when it was finished, and moves what says that answers are old', async () => {
    await store('remembered');
    await opened.storage.deleteApp({ id: 'd-done', app: 'remembered', askedBy: 'ada' });
    const deletion = await finished('remembered', 'd-done');
    expect(deletion.finishedAt).toBeNull();
    const newest = async () => (await opened.storage.loadFreshness()).find(({ app }) => app === 'remembered');
    const before = await newest();
    await opened.storage.finishDeletion(deletion);
    const after = await newest();
    expect(after?.storedEvents).toBe(before?.storedEvents);
    expect(after?.newestStoredAt).toBeGreaterThan(before?.newestStoredAt ?? Number.NaN);
    expect(await finished('remembered', 'd-done')).toEqual({ ...deletion, finishedAt: START + 3 * DAY });
  });
});
