import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AcceptedBatch } from '@paceline/protocol';
import {
  createBatchProducer,
  createBlockConsumer,
  createDeadLetters,
  createLedgerReader,
  type DeadLetter,
  findRedisServer,
  spawnRedis,
} from '@paceline/queue';
import { vi } from 'vitest';
import { freePort } from '../src/supervisor/freePort.ts';

/** For a machine that is busy with other tests. */
const PATIENCE = { timeout: 20_000, interval: 20 };

/** What makes a letter of an event. */
export interface Refused {
  readonly app?: string;
  readonly reason?: string;
  /** Letters that are alike. */
  readonly count?: number;
}

/** A Redis on the data folder of an embedded Paceline, in which events are that no store took. */
export async function startQueueWithLetters(refused: readonly Refused[]) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'paceline-data-'));
  const folder = join(dataFolder, 'redis');
  await mkdir(folder);
  // oxlint-disable-next-line node/no-process-env -- the programs of the machine that the tests run on
  const binary = findRedisServer(process.env['PATH'] ?? '');
  if (binary === undefined) throw new Error('redis-server is not in PATH');
  const redis = await spawnRedis({
    binary,
    folder,
    port: await freePort(),
    password: 'a password#1 of the test',
    maxMemoryBytes: 128 * 1024 * 1024,
  });
  const connection = { redisUrl: redis.url };
  const deadLetters = createDeadLetters(connection);
  const ledger = createLedgerReader(connection);
  const loadLetters = async () => (await deadLetters.list({ limit: 100_000 })).letters;
  await refuse(connection, refused, loadLetters);
  return {
    dataFolder,
    url: redis.url,
    /** Oldest first. */
    loadLetters,
    async counts(app = 'shop') {
      const [counts] = await ledger.load([app]);
      if (counts === undefined) throw new Error('the ledger says nothing');
      return {
        inFlight: counts.inFlight,
        deadLettered: counts.deadLettered,
        discarded: counts.dropped.discarded,
      };
    },
    /** Ids of the batches that workers are handed, until there are no more. */
    async drain(): Promise<readonly string[]> {
      const batchIds: string[] = [];
      const consumer = createBlockConsumer({
        ...connection,
        now: Date.now,
        onError: () => undefined,
        handle: async ({ batches }) => {
          batchIds.push(...batches.map(({ batchId }) => batchId));
          return { deadLetters: [] };
        },
      });
      await vi.waitFor(async () => {
        const [counts] = await ledger.load(['shop']);
        if (counts?.inFlight !== 0) throw new Error('events are in flight');
      }, PATIENCE);
      await consumer.close();
      return batchIds;
    },
    async close() {
      await Promise.all([deadLetters.close(), ledger.close()]);
      await redis.stop();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Sends a batch for each letter, and refuses its event as a worker does. */
async function refuse(
  connection: { readonly redisUrl: string },
  refused: readonly Refused[],
  loadLetters: () => Promise<readonly DeadLetter[]>,
): Promise<void> {
  const producer = createBatchProducer(connection);
  const reasons = new Map<string, string>();
  const consumer = createBlockConsumer({
    ...connection,
    now: Date.now,
    onError: () => undefined,
    handle: async ({ id, batches }) => ({
      deadLetters: batches.map((batch, index) => ({
        id: `${id}-${index}`,
        app: batch.app,
        reason: reasons.get(batch.batchId) ?? '',
        at: 1_700_000_000_000,
        batch,
      })),
    }),
  });
  let total = 0;
  for (const { app = 'shop', reason = 'the store refused the row', count = 1 } of refused) {
    const batches = Array.from({ length: count }, () => aBatch(app));
    for (const { batchId } of batches) reasons.set(batchId, reason);
    const answers = await Promise.all(batches.map((batch) => producer.enqueue(batch, {})));
    if (answers.some(({ ok }) => !ok)) throw new Error('a batch was not taken');
    total += count;
    // One after the other, so that their order is known.
    await vi.waitFor(async () => {
      if ((await loadLetters()).length < total) throw new Error('letters are missing');
    }, PATIENCE);
  }
  await Promise.all([producer.close(), consumer.close()]);
}

function aBatch(app: string): AcceptedBatch {
  return {
    app,
    batchId: randomUUID(),
    receivedAt: 1_700_000_000_000,
    environment: 'production',
    release: '1.4.0',
    source: 'node',
    context: { instance: 'web-1' },
    events: [
      { type: 'request', at: 1_700_000_000_000, side: 'server', method: 'GET', status: 200, durationMs: 3 },
    ],
  };
}
