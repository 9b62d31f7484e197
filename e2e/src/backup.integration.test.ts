import { join } from 'node:path';
import { ledgerSchema, summarySchema } from '@paceline/query-api/responses';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { requests, sendEvents } from '../test/sendEvents.ts';
import { aFolder, type RunningPaceline, spawnPaceline, startPaceline } from '../test/startPaceline.ts';

const PATIENCE = { timeout: 30_000, interval: 50 };
const TIMEOUT_MS = 150_000;
const cleaners: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const clean of cleaners.splice(0).toReversed()) await clean();
});

async function start(options: Parameters<typeof startPaceline>[0] = {}): Promise<RunningPaceline> {
  const paceline = await startPaceline(options);
  cleaners.push(() => paceline.remove());
  return paceline;
}

const send = (paceline: RunningPaceline, count: number) =>
  sendEvents({ url: paceline.url, key: paceline.ingestKey }, requests(count, 7));

/** What the rollups say; an API that begins anew is waited for. */
async function waitForRequests(paceline: RunningPaceline, expected: number): Promise<void> {
  await vi.waitFor(async () => {
    const answer = await paceline.ask('/api/v1/summary?app=demo');
    expect(answer.status).toBe(200);
    expect(summarySchema.parse(await answer.json()).events.requests).toBe(expected);
  }, PATIENCE);
}

/** A command on the data folder of `folder`, to its end. */
async function run(folder: string, ...words: string[]) {
  const { output, exited } = spawnPaceline(words, folder, { PACELINE_DATA: join(folder, 'kept') });
  return { code: await exited, output: output() };
}

describe('a backup of a Paceline that runs', () => {
  it(
    'is what was stored; restored while it runs, it replaces what came later, and what comes next is stored on top',
    async () => {
      const paceline = await start();
      const copy = join(paceline.folder, 'copy.tar');
      await send(paceline, 40);
      await waitForRequests(paceline, 40);
      const backup = await run(paceline.folder, 'backup', copy);
      expect(backup).toMatchObject({ code: 0, output: expect.stringMatching(/^Backed up .*\n$/) });
      await send(paceline, 7);
      await waitForRequests(paceline, 47);

      const restore = await run(paceline.folder, 'restore', copy, '--replace');
      expect(restore).toMatchObject({
        code: 0,
        output: expect.stringMatching(/^Restored .*; the worker begins anew with them\.\n$/),
      });
      // Also while the worker begins anew, events are taken.
      await send(paceline, 5);
      await waitForRequests(paceline, 45);
      expect(paceline.output()).not.toContain('ended unexpectedly');

      // The ledger keeps what became of every event, and so knows what the restore gave up.
      await vi.waitFor(async () => {
        const answer = await paceline.ask('/api/v1/ledger?app=demo');
        const ledger = ledgerSchema.parse(await answer.json());
        expect(ledger).toMatchObject({ received: 52, stored: 45, inFlight: 0, unaccounted: 7 });
      }, PATIENCE);
    },
    TIMEOUT_MS,
  );

  it(
    'and of its secrets is all that another machine needs',
    async () => {
      const first = await start();
      const copy = join(first.folder, 'copy');
      await send(first, 30);
      await waitForRequests(first, 30);
      expect((await run(first.folder, 'backup', copy, '--with-secrets')).code).toBe(0);

      const folder = await aFolder();
      expect((await run(folder, 'restore', copy, '--with-secrets')).code).toBe(0);
      const second = await start({ folder });
      expect([second.apiToken, second.ingestKey]).toEqual([first.apiToken, first.ingestKey]);
      await waitForRequests(second, 30);
      await send(second, 3);
      await waitForRequests(second, 33);
    },
    TIMEOUT_MS,
  );
});
