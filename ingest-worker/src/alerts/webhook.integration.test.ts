import type { TelemetryEvent } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { aBudget } from '../../test/aBudget.ts';
import { RECEIVER_SECRET, startReceiver } from '../../test/startReceiver.ts';
import { startWorld, type World } from '../../test/startWorld.ts';
import type { WorkerOptions } from '../startWorker.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };
let world: World;

beforeAll(async () => {
  world = await startWorld(inject('redisUrl'), inject('clickhouseUrl'));
});

afterAll(() => world.close());

function requests(count: number, durationMs: number): TelemetryEvent[] {
  const at = Date.now();
  return Array.from({ length: count }, () => ({
    type: 'request',
    at,
    side: 'server',
    method: 'GET',
    status: 200,
    durationMs,
  }));
}

function alerting(app: string, url: string): Partial<WorkerOptions> {
  return {
    apps: [{ name: app }],
    budgets: [aBudget({ id: 'mean-response', statistic: 'mean', target: 100 })],
    receivers: [{ name: 'pager', url, secret: RECEIVER_SECRET }],
    alertRule: { pendingSeconds: 0, holdSeconds: 0.5 },
    deliveryDelaysMs: [50, 50],
  };
}

type StartedWorker = Awaited<ReturnType<World['startWorker']>>;

async function evaluations(worker: StartedWorker): Promise<number> {
  const line = /paceline_worker_evaluations_total\{outcome="evaluated"\} (\d+)/;
  return Number(line.exec(await worker.registry.metrics())?.[1] ?? 0);
}

/** Waits until the workers together have evaluated a few times more. */
async function afterMoreEvaluations(...workers: readonly StartedWorker[]): Promise<void> {
  const count = async () => (await Promise.all(workers.map(evaluations))).reduce((sum, one) => sum + one, 0);
  const before = await count();
  await vi.waitFor(async () => expect(await count()).toBeGreaterThan(before + 3), PATIENCE);
}

describe('alerts of workers on a real queue and a real engine', () => {
  it('page once and resolve once, with two workers and a restart in between', async () => {
    const receiver = await startReceiver();
    const options = alerting('shop', receiver.url);
    const one = await world.startWorker(options);
    const other = await world.startWorker(options);
    const typesOf = () => receiver.received.map(({ text }) => (JSON.parse(text) as { type: string }).type);

    await world.send('shop', requests(20, 900));
    await vi.waitFor(() => expect(typesOf()).toEqual(['alert.firing']), PATIENCE);
    await afterMoreEvaluations(one, other);

    await one.close();
    const restarted = await world.startWorker(options);
    await other.close();
    await afterMoreEvaluations(restarted);
    expect(typesOf()).toEqual(['alert.firing']);

    await world.send('shop', requests(2000, 1));
    await vi.waitFor(() => expect(typesOf()).toEqual(['alert.firing', 'alert.resolved']), PATIENCE);
    await afterMoreEvaluations(restarted);
    expect(typesOf()).toEqual(['alert.firing', 'alert.resolved']);

    const [firing, resolved] = receiver.received.map((webhook) => webhook.verified());
    expect(firing).toMatchObject({
      type: 'alert.firing',
      data: {
        app: 'shop',
        budget: { id: 'mean-response', target: 100, severity: 'page' },
        value: 900,
        headroom: -800,
        events: 20,
        windowSeconds: 300,
        link: 'http://127.0.0.1:4600/?app=shop&budget=mean-response',
      },
    });
    const { data } = firing as { data: { incidentId: string; since: string } };
    expect(resolved).toMatchObject({
      type: 'alert.resolved',
      data: { incidentId: data.incidentId, since: data.since, events: 2020 },
    });
    const transitions = await world.storage.loadAlertHistory({
      app: 'shop',
      fromMs: 0,
      toMs: Date.now() + 1000,
      limit: 10,
    });
    expect(transitions.map(({ state }) => state).toSorted()).toEqual(['firing', 'resolved']);
    await restarted.close();
    await receiver.close();
  });

  it('reach a receiver that failed at first under the same webhook-id, signed anew', async () => {
    const receiver = await startReceiver((count) => ({ status: count === 1 ? 500 : 200 }));
    const worker = await world.startWorker(alerting('flaky', receiver.url));
    await world.send('flaky', requests(5, 900));
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2), PATIENCE);
    await afterMoreEvaluations(worker);
    const [first, second, ...others] = receiver.received;
    expect(others).toEqual([]);
    expect(second?.id).toBe(first?.id);
    expect(second?.text).toBe(first?.text);
    expect(() => second?.verified()).not.toThrow();
    await worker.close();
    await receiver.close();
  });
});
