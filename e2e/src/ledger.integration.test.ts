import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { AcceptedBatch, Batch, TelemetryEvent } from '@paceline/protocol';
import { type Ledger, ledgerSchema } from '@paceline/query-api/responses';
import { createBatchProducer, readRedisUrl } from '@paceline/queue';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requests } from '../test/sendEvents.ts';
import { type RunningPaceline, spawnPaceline, startPaceline } from '../test/startPaceline.ts';

const PATIENCE = { timeout: 20_000, interval: 50 };
const TIMEOUT_MS = 90_000;
let paceline: RunningPaceline;

beforeAll(async () => {
  paceline = await startPaceline();
}, TIMEOUT_MS);

afterAll(() => paceline.remove());

async function post(body: unknown, key = paceline.ingestKey): Promise<number> {
  const answer = await fetch(new URL('/v1/events', paceline.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-paceline-key': key },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  await answer.arrayBuffer();
  return answer.status;
}

function aBatch(events: Batch['events']): Batch {
  return { id: randomUUID(), sentAt: Date.now(), source: 'node', events };
}

async function loadLedger(): Promise<Ledger> {
  return ledgerSchema.parse(await (await paceline.ask('/api/v1/ledger?app=demo')).json());
}

/** The ledger once it says this; everything that was received has its outcome then. */
async function untilLedger(expected: object): Promise<Ledger> {
  return vi.waitFor(async () => {
    const ledger = await loadLedger();
    expect(ledger).toMatchObject({ ...expected, inFlight: 0, unaccounted: 0 });
    const dropped = Object.values(ledger.dropped).reduce((sum, count) => sum + count, 0);
    expect(ledger.received).toBe((ledger.stored ?? 0) + dropped + ledger.inFlight + ledger.deadLettered);
    return ledger;
  }, PATIENCE);
}

/** Runs a command on the data folder of the running platform. */
async function run(...words: readonly string[]): Promise<{ code: number | null; output: string }> {
  const command = spawnPaceline(words, paceline.folder, { PACELINE_DATA: join(paceline.folder, 'kept') });
  const code = await command.exited;
  return { code, output: command.output() };
}

describe('the ledger of a running platform', () => {
  it(
    'has one outcome for every event that was sent, and balances',
    async () => {
      const twice = aBatch(requests(7, 5));
      const old = requests(2, 5).map((event) => ({ ...event, at: Date.now() - 48 * 60 * 60 * 1000 }));
      const invalid = {
        type: 'request',
        at: Date.now(),
        durationMs: -1,
      } as unknown as Batch['events'][number];
      expect(await post(twice)).toBe(202);
      expect(await post(twice)).toBe(202);
      expect(await post(aBatch([...requests(10, 5), ...old, invalid]))).toBe(202);
      expect(await post(aBatch([invalid, invalid]))).toBe(202);
      expect(await post(aBatch(requests(503, 5)))).toBe(202);
      expect(await post('{"id":')).toBe(400);
      expect(await post('x'.repeat(300_000))).toBe(413);
      expect(await post(aBatch(requests(1, 5)), 'nobody-has-this-key')).toBe(401);

      await untilLedger({
        received: 7 + 7 + 13 + 2 + 503,
        stored: 7 + 10 + 500,
        deadLettered: 0,
        dropped: { duplicate: 7, 'too-old': 2, invalid: 3, 'too-many-events': 3 },
        refusedRequests: { malformed: 1, 'too-large': 1 },
        unknownKeyRequests: 1,
        store: { state: 'storing' },
      });
      const metrics = await (await fetch(`${paceline.url}/metrics`)).text();
      for (const [outcome, count] of Object.entries({ received: 532, stored: 517, dropped_duplicate: 7 })) {
        expect(metrics).toMatch(
          new RegExp(`paceline_ledger_events\\{[^}]*app="demo",outcome="${outcome}"[^}]*\\} ${count}\\n`),
        );
      }
    },
    TIMEOUT_MS,
  );

  it(
    'has a dead letter for an event that can never be stored, whose neighbours are; it can be replayed and dropped',
    async () => {
      const before = await untilLedger({});
      // As a collector that is newer than the worker would send it.
      const [good] = requests(1, 5) as readonly TelemetryEvent[];
      const unknown = { ...good, type: 'hologram' } as unknown as TelemetryEvent;
      const batch: AcceptedBatch = {
        app: 'demo',
        batchId: randomUUID(),
        receivedAt: Date.now(),
        environment: 'production',
        release: '',
        source: 'node',
        context: {},
        events: good === undefined ? [] : [good, unknown, good],
      };
      const redisUrl = (await readRedisUrl(join(paceline.folder, 'kept', 'redis'))) ?? '';
      const producer = createBatchProducer({ redisUrl });
      await vi.waitFor(async () => expect(await producer.ready()).toBe(true), PATIENCE);
      expect(await producer.enqueue(batch, {})).toEqual({ ok: true, isDuplicate: false });
      await producer.close();
      await untilLedger({
        received: before.received + 3,
        stored: (before.stored ?? 0) + 2,
        deadLettered: 1,
      });

      const list = await run('dead-letters', 'list');
      expect(list).toMatchObject({ code: 0, output: expect.stringContaining('hologram') });
      // It is refused again, and comes back as a new letter.
      const first = /^(\S+-\d+-\d+)/m.exec(list.output)?.[1] ?? '';
      expect(await run('dead-letters', 'replay', first)).toMatchObject({ code: 0 });
      await vi.waitFor(async () => {
        const again = await run('dead-letters', 'list');
        expect(again.output).toContain('hologram');
        expect(again.output).not.toContain(first);
      }, PATIENCE);
      await untilLedger({ received: before.received + 3, deadLettered: 1 });

      expect(await run('dead-letters', 'drop', '--all', '--yes')).toMatchObject({ code: 0 });
      await untilLedger({ deadLettered: 0, dropped: { discarded: 1 } });
    },
    TIMEOUT_MS,
  );
});
