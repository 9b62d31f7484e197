import type { Delivery } from '@paceline/queue';
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { aBudget } from '../../test/aBudget.ts';
import { type AlertStore, createAlertStore } from '../../test/createAlertStore.ts';
import { silentLog } from '../../test/silentLog.ts';
import { createWorkerMetrics } from '../createWorkerMetrics.ts';
import { type Alerter, type AlerterDeps, createAlerter } from './createAlerter.ts';
import type { WebhookBody } from './toWebhookBody.ts';

const MINUTE_MS = 60_000;
const start = Date.UTC(2026, 0, 1, 12, 1);
const minute = (count: number) => start + count * MINUTE_MS;
const SLOW = [500, 500, 500];
const FAST = [10, 10, 10];

let store: AlertStore;
/** Every delivery that was handed over, repeated ones too. */
let enqueued: Delivery[];

beforeEach(() => {
  store = createAlertStore();
  enqueued = [];
});

async function aRestoredAlerter(parts: Partial<AlerterDeps> = {}): Promise<Alerter> {
  const alerter = createAlerter({
    storage: store.storage,
    enqueue: async (delivery) => {
      enqueued.push(delivery);
    },
    apps: [{ name: 'shop' }],
    budgets: [aBudget()],
    receivers: [{ name: 'pager' }],
    publicUrl: 'https://perf.example',
    rule: { pendingSeconds: 0, holdSeconds: 60 },
    metrics: createWorkerMetrics(new Registry()),
    log: silentLog,
    ...parts,
  });
  await alerter.restore();
  return alerter;
}

const typeOf = ({ body }: Delivery) => (JSON.parse(body) as WebhookBody).type;
/** What receivers get: the queue knows a delivery by its id. */
const delivered = () => [...new Map(enqueued.map((delivery) => [delivery.id, delivery])).values()];

describe('createAlerter', () => {
  it('tells once that a budget broke and once that it is kept again', async () => {
    const alerter = await aRestoredAlerter();
    store.values.set('request.duration', SLOW);
    for (const count of [0, 1, 2]) await alerter.evaluate(minute(count));
    expect(enqueued.map(typeOf)).toEqual(['alert.firing']);
    store.values.set('request.duration', FAST);
    for (const count of [3, 4, 5]) await alerter.evaluate(minute(count));
    expect(enqueued.map(typeOf)).toEqual(['alert.firing', 'alert.resolved']);
    expect(JSON.parse(enqueued[1]?.body ?? '')).toMatchObject({
      data: { since: new Date(start).toISOString() },
    });
  });

  it('neither fires nor resolves without traffic', async () => {
    const alerter = await aRestoredAlerter();
    await alerter.evaluate(minute(0));
    store.values.set('request.duration', SLOW);
    await alerter.evaluate(minute(1));
    store.values.clear();
    for (const count of [2, 3, 4]) await alerter.evaluate(minute(count));
    expect(enqueued.map(typeOf)).toEqual(['alert.firing']);
  });

  it('says nothing of a budget whose severity is none', async () => {
    const alerter = await aRestoredAlerter({ budgets: [aBudget({ severity: 'none' })] });
    store.values.set('request.duration', SLOW);
    await alerter.evaluate(minute(0));
    expect(store.transitions).toEqual([]);
  });

  it('tells the receivers that the budget names, else all', async () => {
    const alerter = await aRestoredAlerter({
      budgets: [aBudget(), aBudget({ id: 'other', receivers: ['chat', 'unknown'] })],
      receivers: [{ name: 'pager' }, { name: 'chat' }],
    });
    store.values.set('request.duration', SLOW);
    await alerter.evaluate(minute(0));
    expect(enqueued.map(({ receiver }) => receiver)).toEqual(['pager', 'chat', 'chat']);
  });

  it('goes on from what is stored after a restart', async () => {
    store.values.set('request.duration', SLOW);
    await (await aRestoredAlerter()).evaluate(minute(0));
    const restarted = await aRestoredAlerter();
    await restarted.evaluate(minute(1));
    store.values.set('request.duration', FAST);
    for (const count of [2, 3]) await restarted.evaluate(minute(count));
    expect(enqueued.map(typeOf)).toEqual(['alert.firing', 'alert.resolved']);
  });

  it('makes one page of two evaluators that both believe to be the one', async () => {
    const [one, other] = [await aRestoredAlerter(), await aRestoredAlerter()];
    store.values.set('request.duration', SLOW);
    await one.evaluate(minute(0));
    await other.evaluate(minute(0) + 7_000);
    expect(enqueued).toHaveLength(2);
    expect(delivered()).toHaveLength(1);
    expect(store.transitions).toHaveLength(1);
  });

  it('announces again, under the same id, what was stored and not announced', async () => {
    store.values.set('request.duration', SLOW);
    const dead = await aRestoredAlerter({ enqueue: () => Promise.reject(new Error('the queue is gone')) });
    await expect(dead.evaluate(minute(0))).rejects.toThrow(AggregateError);
    expect(enqueued).toEqual([]);
    const restarted = await aRestoredAlerter();
    await restarted.announceAgain(minute(1));
    await restarted.announceAgain(minute(2));
    expect(delivered().map(typeOf)).toEqual(['alert.firing']);
    expect(new Set(enqueued.map(({ body }) => body)).size).toBe(1);
  });

  it('announces a resolved incident again with the time it fired at, and nothing older than an hour', async () => {
    const alerter = await aRestoredAlerter();
    store.values.set('request.duration', SLOW);
    await alerter.evaluate(minute(0));
    store.values.set('request.duration', FAST);
    for (const count of [90, 91]) await alerter.evaluate(minute(count));
    const [, resolved] = enqueued.splice(0);
    await alerter.announceAgain(minute(95));
    expect(enqueued).toEqual([resolved]);
    enqueued.length = 0;
    await alerter.announceAgain(minute(200));
    expect(enqueued).toEqual([]);
  });

  it('tries again under the same id when a transition could not be stored', async () => {
    const alerter = await aRestoredAlerter();
    store.values.set('request.duration', SLOW);
    const tried: string[] = [];
    store.onInsert = (moment, { id }) => {
      if (moment === 'before' && tried.push(id) === 1) throw new Error('unreachable');
    };
    await expect(alerter.evaluate(minute(0))).rejects.toThrow(AggregateError);
    expect(enqueued).toEqual([]);
    await alerter.evaluate(minute(1));
    expect(new Set(tried).size).toBe(1);
    expect(enqueued.map(typeOf)).toEqual(['alert.firing']);
  });

  it('resolves an incident whose storing seemed to fail and did not', async () => {
    const alerter = await aRestoredAlerter();
    store.values.set('request.duration', SLOW);
    store.onInsert = (moment) => {
      if (moment === 'after') throw new Error('the answer got lost');
    };
    await expect(alerter.evaluate(minute(0))).rejects.toThrow(AggregateError);
    store.onInsert = () => {};
    await alerter.announceAgain(minute(0));
    store.values.set('request.duration', FAST);
    for (const count of [1, 2]) await alerter.evaluate(minute(count));
    expect(delivered().map(typeOf)).toEqual(['alert.firing', 'alert.resolved']);
  });

  it('judges every app, whatever another one runs into', async () => {
    const { loadDistributions } = store.storage;
    const storage: typeof store.storage = {
      ...store.storage,
      loadDistributions: (query) =>
        query.app === 'shop' ? Promise.reject(new Error('too heavy')) : loadDistributions(query),
    };
    const alerter = await aRestoredAlerter({ storage, apps: [{ name: 'shop' }, { name: 'blog' }] });
    store.values.set('request.duration', SLOW);
    await expect(alerter.evaluate(minute(0))).rejects.toThrow(AggregateError);
    expect(store.transitions.map(({ app }) => app)).toEqual(['blog']);
  });
});
