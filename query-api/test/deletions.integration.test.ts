import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { deletionSchema, deletionsSchema } from '../src/answers/deletion.ts';
import { errorsSchema } from '../src/answers/errors.ts';
import { samplesSchema } from '../src/answers/samples.ts';
import { createQueryApi, type QueryApi, summarySchema } from '../src/index.ts';
import { aDescription } from './aDescription.ts';
import { aMeasurement } from './aMeasurement.ts';
import { anErrorReport } from './anErrorReport.ts';
import { type AnswerCheck, createAnswerCheck } from './createAnswerCheck.ts';
import { ask, NOW, someOptions, startWorld, TOKEN, type World } from './startWorld.ts';

const DAY = 86_400_000;
const PATIENCE = { timeout: 25_000, interval: 50 };
const DELETER = 'a-token-that-may-delete-shop';
const READER = 'a-token-that-may-only-read-it';

const digestOf = (token: string) => createHash('sha256').update(token).digest('hex');

let world: World;
let api: QueryApi;
let check: AnswerCheck;
beforeAll(async () => {
  check = createAnswerCheck(await aDescription());
  world = await startWorld(inject('clickhouseUrl'));
  api = createQueryApi(
    someOptions(world.storage, {
      apps: [{ name: 'shop' }, { name: 'blog' }, { name: 'visited' }, { name: 'aged' }],
      tokens: [
        { name: 'cleaner', sha256: digestOf(DELETER), scopes: ['delete'] },
        { name: 'reader', sha256: digestOf(READER), scopes: ['read', 'samples', 'export'] },
      ],
    }),
  );
});
afterAll(async () => {
  api.beginClose();
  await world.close();
});

async function store(app: string): Promise<void> {
  const events = Array.from({ length: 10 }, (_, index) => ({
    app,
    at: NOW - 1000 - index * (DAY / 2),
    sessionId: index < 4 ? 'visit-a' : 'visit-b',
    eventIndex: index,
  }));
  await world.insert(events.map(aMeasurement));
  await world.storage.insertErrors(events.map(anErrorReport), `errors-of-${app}`);
}

const request = (path: string, token = DELETER) =>
  api.request(path, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });

/** How a deletion ended. */
async function finished(app: string, response: Response) {
  const { id } = deletionSchema.parse(await response.json());
  return vi.waitFor(async () => {
    const answer = await api.request(`/api/v1/apps/${app}/deletions`, {
      headers: { authorization: `Bearer ${DELETER}` },
    });
    const body: unknown = await answer.json();
    expect(check('/api/v1/apps/{app}/deletions', 'get', 200, body)).toBe('');
    const deletion = deletionsSchema.parse(body).deletions.find((each) => each.id === id);
    expect(deletion?.state).toBe('finished');
    return deletion;
  }, PATIENCE);
}

async function eventsOf(app: string): Promise<number> {
  const response = await ask(api, '/api/v1/summary', { app, from: 'now-30d' });
  return summarySchema.parse(await response.json()).throughput.events;
}

const errorsOf = async (app: string) => {
  const response = await ask(api, '/api/v1/errors', { app, from: 'now-30d' });
  return errorsSchema.parse(await response.json()).total;
};

describe('DELETE /api/v1/apps/{app}/telemetry', () => {
  it('removes everything of the app from every answer, also from those that were kept', async () => {
    await Promise.all([store('shop'), store('blog')]);
    const [before, errorsBefore] = [await eventsOf('shop'), await errorsOf('shop')];
    expect([before, errorsBefore]).toEqual([10, 1]);
    const response = await request('/api/v1/apps/shop/telemetry?confirm=shop');
    expect([200, 202]).toContain(response.status);
    const answer: unknown = await response.clone().json();
    expect(check('/api/v1/apps/{app}/telemetry', 'delete', response.status, answer)).toBe('');
    expect(answer).toMatchObject({
      kind: 'app',
      before: null,
      askedBy: 'cleaner',
      askedAt: new Date(NOW).toISOString(),
      measurements: 10,
      events: 10,
      errors: 10,
      note: expect.stringMatching(/ledger stay/),
    });
    expect(await finished('shop', response)).toMatchObject({ partsToDo: 0, failure: null });
    expect([await eventsOf('shop'), await errorsOf('shop')]).toEqual([0, 0]);
    expect([await eventsOf('blog'), await errorsOf('blog')]).toEqual([10, 1]);
  });

  it('removes what is older than the last midnight before a time', async () => {
    await store('aged');
    const response = await request('/api/v1/apps/aged/telemetry?confirm=aged&before=now-2d');
    const midnight = new Date(Math.floor((NOW - 2 * DAY) / DAY) * DAY).toISOString();
    expect(await finished('aged', response)).toMatchObject({ before: midnight, events: 4 });
    expect(await eventsOf('aged')).toBe(6);
  });

  it.each<[string, string, number, RegExp]>([
    [
      'without the name of the app again',
      'shop/telemetry',
      400,
      /^confirm: name the app again: confirm=shop/,
    ],
    ['with the name of another app', 'shop/telemetry?confirm=blog', 400, /^confirm: /],
    ['of an app that does not exist', 'nobody/telemetry?confirm=nobody', 404, /There is no app "nobody"/],
    [
      'before what is no time',
      'shop/telemetry?confirm=shop&before=monday',
      400,
      /^before: "monday" is no time/,
    ],
    [
      'with a parameter that does not exist',
      'shop/telemetry?confirm=shop&from=now',
      400,
      /unknown parameter/,
    ],
  ])('refuses to delete %s', async (_, path, status, detail) => {
    const response = await request(`/api/v1/apps/${path}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ detail: expect.stringMatching(detail) });
  });

  it('lets nobody delete who has no scope for it', async () => {
    for (const path of ['telemetry?confirm=shop', 'sessions/visit-a']) {
      const response = await request(`/api/v1/apps/shop/${path}`, READER);
      expect(response.status).toBe(403);
      expect(await response.json()).toMatchObject({ detail: expect.stringMatching(/scope delete/) });
    }
    expect((await request('/api/v1/apps/shop/telemetry?confirm=shop', `${TOKEN}x`)).status).toBe(401);
  });
});

describe('DELETE /api/v1/apps/{app}/sessions/{sessionId}', () => {
  it("removes the visit's single rows, and says that the sums stay", async () => {
    await store('visited');
    const response = await request('/api/v1/apps/visited/sessions/visit-a');
    const answer: unknown = await response.clone().json();
    expect(check('/api/v1/apps/{app}/sessions/{sessionId}', 'delete', response.status, answer)).toBe('');
    expect(answer).toMatchObject({
      kind: 'session',
      sessionDigest: createHash('sha256').update('visit-a').digest('hex'),
      measurements: 4,
      events: 4,
      errors: 4,
      rollupRows: 0,
      note: expect.stringMatching(/Rollups stay/),
    });
    await finished('visited', response);
    const samples = await ask(api, '/api/v1/samples', {
      app: 'visited',
      metric: 'request.duration',
      from: 'now-30d',
    });
    const { samples: left } = samplesSchema.parse(await samples.json());
    expect(left.map(({ sessionId }) => sessionId)).toEqual(Array.from({ length: 6 }, () => 'visit-b'));
    expect(await eventsOf('visited')).toBe(10);
  });

  it('is done at once for a visit that nothing is stored of', async () => {
    const response = await request('/api/v1/apps/visited/sessions/nobody');
    expect(await finished('visited', response)).toMatchObject({ measurements: 0, errors: 0 });
  });
});
