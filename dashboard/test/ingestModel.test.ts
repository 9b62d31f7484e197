import { signal } from '@preact/signals';
import type { Answer, ApiResult, AskedName, Question } from '@paceline/query-api/client';
import type { Ledger, StoredNotice } from '@paceline/query-api/responses';
import { describe, expect, it } from 'vitest';
import {
  createIngestModel,
  LEDGER_EVERY_MS,
  LINE_EVERY_MS,
  WITHOUT_NEWS_MS,
} from '../src/models/ingestModel.ts';
import { aLedger } from './aLedger.ts';
import { createFakeClock } from './fakeClock.ts';

/** The server's clock is ahead of the page's, as nobody's clock is exact. */
const AHEAD_MS = 90_000;

function createWorld() {
  const clock = createFakeClock();
  const asked: Question<'ledger'>[] = [];
  const state = { isVisible: true, isPaused: false, status: 200, change: {} as Partial<Ledger> };
  const app = signal<string | null>(null);
  const session = signal<object | null>({});
  const answer = ({ app: askedApp }: Question<'ledger'>): ApiResult<Ledger> => {
    if (state.status !== 200) {
      return { ok: false, failure: { reason: 'refused', status: state.status, title: 'No' } };
    }
    const newestStoredAt = new Date(clock.now() + AHEAD_MS - 5_000).toISOString();
    const parts = { app: askedApp, newestStoredAt, newestStoredAgeMs: 5_000, ...state.change };
    return { ok: true, value: aLedger(parts) };
  };
  const ask = <Name extends AskedName>(name: Name, question: object) => {
    expect(name).toBe('ledger');
    const ofLedger = question as Question<'ledger'>;
    asked.push(ofLedger);
    return Promise.resolve(answer(ofLedger) as ApiResult<Answer<Name>>);
  };
  const ingest = createIngestModel({
    api: { ask },
    clock,
    app,
    session,
    isVisible: () => state.isVisible,
    isPaused: () => state.isPaused,
  });
  const notice = (agoMs: number): StoredNotice => ({
    app: 'shop',
    storedEvents: 9,
    newestStoredAt: clock.now() + AHEAD_MS - agoMs,
  });
  /** Passes time, with a notice ten times a second. */
  const hearFor = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      ingest.hear(notice(0));
      await clock.advance(100);
    }
  };
  return { clock, asked, state, app, session, ingest, notice, hearFor };
}

async function createShown() {
  const world = createWorld();
  world.app.value = 'shop';
  await world.clock.advance(0);
  return world;
}

describe('createIngestModel', () => {
  it('asks once the app is known, and of another app at once', async () => {
    const { clock, asked, app, ingest } = createWorld();
    await clock.advance(60_000);
    expect(asked).toEqual([]);
    app.value = 'shop';
    await clock.advance(0);
    app.value = 'blog';
    await clock.advance(0);
    expect(asked).toEqual([{ app: 'shop' }, { app: 'blog' }]);
    expect(ingest.ledger.value).toMatchObject({ value: { app: 'blog' }, outdated: false });
  });

  it('costs at most a question in ten seconds while it is closed, however much is stored', async () => {
    const { asked, hearFor } = await createShown();
    await hearFor(5 * LINE_EVERY_MS);
    expect(asked.length).toBeGreaterThanOrEqual(5);
    expect(asked.length).toBeLessThanOrEqual(6);
  });

  it('asks nothing of itself while it is closed', async () => {
    const { clock, asked } = await createShown();
    await clock.advance(600_000);
    expect(asked).toHaveLength(1);
  });

  it('asks when it is opened, with every piece of news about once a second, and without news now and then', async () => {
    const { clock, asked, ingest, hearFor } = await createShown();
    ingest.open();
    await clock.advance(0);
    expect(asked).toHaveLength(2);
    await hearFor(10 * LEDGER_EVERY_MS);
    expect(asked.length).toBeGreaterThanOrEqual(2 + 9);
    expect(asked.length).toBeLessThanOrEqual(2 + 11);
    const before = asked.length;
    await clock.advance(4 * WITHOUT_NEWS_MS);
    expect(asked.length - before).toBeGreaterThanOrEqual(4);
    ingest.close();
    const closed = asked.length;
    await clock.advance(60_000);
    expect(asked).toHaveLength(closed);
  });

  it('asks nothing that nobody sees, or while updates are paused', async () => {
    const { clock, asked, state, ingest, hearFor } = await createShown();
    state.isVisible = false;
    await hearFor(2 * LINE_EVERY_MS);
    expect(asked).toHaveLength(1);
    state.isVisible = true;
    state.isPaused = true;
    ingest.open();
    await clock.advance(0);
    expect(asked).toHaveLength(2);
    await clock.advance(10 * WITHOUT_NEWS_MS);
    expect(asked).toHaveLength(2);
  });

  it('tells the age by the clock of the server, and hears of what is stored without asking', async () => {
    const { clock, asked, ingest, notice } = await createShown();
    expect(ingest.storedAtMs.value).toBe(clock.now() - 5_000);
    await clock.advance(3_000);
    ingest.hear(notice(400));
    expect(asked).toHaveLength(1);
    expect(ingest.storedAtMs.value).toBe(clock.now() - 400);
    ingest.hear({ ...notice(0), app: 'blog' });
    expect(ingest.storedAtMs.value).toBe(clock.now() - 3_000 - 5_000);
  });

  it('tells no age when nothing was stored or the database is away', async () => {
    const { clock, state, ingest, notice } = createWorld();
    expect(ingest.storedAtMs.value).toBeNull();
    state.change = { newestStoredAt: null, newestStoredAgeMs: null };
    ingest.hear(notice(0));
    ingest.refresh();
    await clock.advance(0);
    expect(ingest.storedAtMs.value).toBeNull();
  });

  it('asks no more where there is no ledger, until another app is shown', async () => {
    const world = createWorld();
    world.state.status = 404;
    world.app.value = 'shop';
    await world.hearFor(3 * LINE_EVERY_MS);
    expect(world.asked).toHaveLength(1);
    expect(world.ingest.isThere.value).toBe(false);
    world.ingest.open();
    expect(world.ingest.isOpen.value).toBe(false);
    world.state.status = 200;
    world.app.value = 'blog';
    await world.clock.advance(0);
    expect(world.ingest.isThere.value).toBe(true);
  });

  it('is there while the queue does not answer, and asks again', async () => {
    const { asked, state, ingest, hearFor } = await createShown();
    state.status = 503;
    await hearFor(2 * LINE_EVERY_MS);
    expect(ingest.isThere.value).toBe(true);
    expect(ingest.ledger.value).toMatchObject({ failure: { status: 503 }, value: { app: 'shop' } });
    expect(asked.length).toBeGreaterThan(1);
  });

  it('closes and forgets when somebody signs out', async () => {
    const { clock, asked, session, ingest, hearFor } = await createShown();
    ingest.open();
    await clock.advance(0);
    session.value = null;
    expect(ingest.isOpen.value).toBe(false);
    expect(ingest.ledger.value.value).toBeNull();
    const before = asked.length;
    await hearFor(LINE_EVERY_MS);
    expect(asked).toHaveLength(before);
    session.value = {};
    await clock.advance(LINE_EVERY_MS);
    expect(asked).toHaveLength(before + 1);
  });
});
