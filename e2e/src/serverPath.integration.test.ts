import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { fileURLToPath } from 'node:url';
import { seriesSchema, type Summary, summarySchema } from '@paceline/query-api/responses';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { exactQuantile } from '../test/exactQuantile.ts';
import { type RunningPaceline, startPaceline } from '../test/startPaceline.ts';

const PATIENCE = { timeout: 30_000, interval: 100 };
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const REQUESTS = 400;
const FAILING_EVERY = 50;
const CLIENTS = 4;

let paceline: RunningPaceline;
let server: ChildProcess;
let origin: string;
const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

beforeAll(async () => {
  paceline = await startPaceline();
  server = spawn(
    process.execPath,
    ['--conditions=paceline-source', '--import', 'tsx', 'e2e/test/measuredServer.ts'],
    {
      cwd: REPOSITORY,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, PACELINE_ENDPOINT: paceline.url, PACELINE_KEY: paceline.ingestKey },
    },
  );
  const [message] = (await once(server, 'message')) as [unknown];
  origin = String(message);
});

afterAll(async () => {
  agent.destroy();
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  await exited;
  await paceline.remove();
});

/** What the load generator knows of one request, in milliseconds. */
interface Asked {
  /** From the moment it is made to the last byte of its answer. */
  readonly latencyMs: number;
  /** What the app says that it took; 0 where it says nothing. */
  readonly tookMs: number;
}

function ask(path: string): Promise<Asked> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    get(`${origin}${path}`, { agent }, (response) => {
      const tookMs = Number(response.headers['x-took-ms'] ?? 0);
      response.resume().once('end', () => resolve({ latencyMs: performance.now() - startedAt, tookMs }));
    }).once('error', reject);
  });
}

/** Asks every path, a few at a time. */
async function generateLoad(paths: readonly string[]): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  let next = 0;
  const client = async () => {
    for (let index = next++; index < paths.length; index = next++)
      asked[index] = await ask(paths[index] ?? '/');
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return asked;
}

async function summary(route: string): Promise<Summary> {
  const answer = await paceline.ask(
    `/api/v1/summary?app=demo&from=now-15m&route=${encodeURIComponent(route)}`,
  );
  return summarySchema.parse(await answer.json());
}

describe('a real server, through the whole path', () => {
  it('is measured as the load generator measured it', async () => {
    const orders = Array.from({ length: REQUESTS }, (_, index) => {
      const fails = index % FAILING_EVERY === 0 ? '&fails' : '';
      return `/orders/${index}?takes=${40 + ((index * 37) % 160)}${fails}`;
    });
    const asked = await generateLoad(orders);
    const latencies = asked.map(({ latencyMs }) => latencyMs);

    const result = await vi.waitFor(async () => {
      const answer = await summary('/orders/:id');
      expect(answer.responseTime.events).toBe(REQUESTS);
      return answer;
    }, PATIENCE);
    // What the two sides cannot agree on is the way between them: all that the generator waited beyond what the app took.
    const wayMs = (q: number) =>
      exactQuantile(
        asked.map(({ latencyMs, tookMs }) => latencyMs - tookMs),
        q,
      );
    for (const [name, q] of Object.entries({ p50: 0.5, p75: 0.75, p95: 0.95, p99: 0.99 })) {
      const measured = result.responseTime[name as 'p50'] ?? Number.NaN;
      const generated = exactQuantile(latencies, q);
      const told = exactQuantile(
        asked.map(({ tookMs }) => tookMs),
        q,
      );
      const bound = result.relativeErrorBound;
      expect(measured, `${name} against the generator's ${generated}`).toBeLessThanOrEqual(
        generated * (1 + bound) + wayMs(0.5),
      );
      expect(measured, `${name} against what the app took, ${told}`).toBeGreaterThanOrEqual(
        told * (1 - bound),
      );
    }
    const median = exactQuantile(latencies, 0.5);
    expect(Math.abs((result.responseTime.p50 ?? Number.NaN) - median)).toBeLessThanOrEqual(
      median * result.relativeErrorBound + wayMs(0.95),
    );
    expect(result.errorRate).toBeCloseTo(1 / FAILING_EVERY, 12);
    expect(result.availability).toBeCloseTo(1 - 1 / FAILING_EVERY, 12);
    expect(result.events).toMatchObject({ requests: REQUESTS, failedRequests: REQUESTS / FAILING_EVERY });
    expect(result.throughput.peakRps).toBeGreaterThan(0);

    const series = seriesSchema.parse(
      await (
        await paceline.ask(
          '/api/v1/series?app=demo&metric=request.duration&statistic=count&from=now-15m&route=/orders/:id',
        )
      ).json(),
    );
    expect(series.events.reduce((sum, events) => sum + events, 0)).toBe(REQUESTS);
  });

  it('reports its queries, caches, models and its own health', async () => {
    await generateLoad(Array.from({ length: 25 }, () => '/work'));
    const all = await vi.waitFor(async () => {
      const answer = summarySchema.parse(
        await (await paceline.ask('/api/v1/summary?app=demo&from=now-15m')).json(),
      );
      expect(answer.cachePerformance.layers['redis']).toMatchObject({
        hitRate: 0.75,
        missRate: 0.25,
        events: 100,
      });
      expect(answer.systemHealth.events).toBeGreaterThan(0);
      return answer;
    }, PATIENCE);
    expect(all.systemHealth.memoryUsage).toBeGreaterThan(10_000_000);
    expect(all.systemHealth.cpuUsage).toBeGreaterThanOrEqual(0);
    expect(all.systemHealth.diskUsage).toBeGreaterThan(0);
    for (const metric of ['query.duration', 'inference.duration', 'inference.cold_start']) {
      const answer = await paceline.ask(
        `/api/v1/series?app=demo&metric=${metric}&statistic=p95&from=now-15m`,
      );
      const { events } = seriesSchema.parse(await answer.json());
      expect(
        events.reduce((sum, count) => sum + count, 0),
        metric,
      ).toBe(25);
    }
  });

  it('never answers 0 for what nobody measured', async () => {
    const nothing = await summary('/never/asked');
    expect(nothing.responseTime).toMatchObject({
      p50: null,
      p75: null,
      p95: null,
      p99: null,
      mean: null,
      events: 0,
    });
    expect(nothing).toMatchObject({ errorRate: null, availability: null });
    expect(nothing.throughput).toMatchObject({ requestsPerSecond: null, peakRps: null, events: 0 });
  });
});
