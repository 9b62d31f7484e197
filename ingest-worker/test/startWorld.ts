import { randomUUID } from 'node:crypto';
import type { TelemetryEvent } from '@paceline/protocol';
import { createBatchProducer } from '@paceline/queue';
import { createStorage, type Storage } from '@paceline/storage';
import { Registry } from 'prom-client';
import { startWorker, type Worker, type WorkerOptions } from '../src/startWorker.ts';
import { aBatch } from './aBatch.ts';
import { silentLog } from './silentLog.ts';

/** Long enough that no row of a test leaves. */
const RETENTION = {
  rawSeconds: 604_800,
  rollup10sSeconds: 172_800,
  rollup1mSeconds: 2_592_000,
  rollup1hSeconds: 34_128_000,
};

/** A real queue and a real database of one test file, with what tests ask of them. */
export async function startWorld(redisUrl: string, clickhouseUrl: string) {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const prefix = `{${name}}`;
  const storage = createStorage({ url: clickhouseUrl, database: name, retention: RETENTION });
  await storage.migrate();
  const producer = createBatchProducer({ redisUrl, prefix });
  const workers: { close(): Promise<void> }[] = [];
  const stopWorkers = async (): Promise<void> => {
    await Promise.all(workers.splice(0).map((worker) => worker.close()));
  };

  return {
    storage,
    prefix,
    /** Storage of the same database at another address, as behind a proxy. */
    storageAt(url: string): Storage {
      return createStorage({ url, database: name, retention: RETENTION });
    },
    /** Hands one batch to the queue, and fails when the queue does not take it. */
    async send(app: string, events: readonly TelemetryEvent[]): Promise<void> {
      const batch = aBatch({ app, batchId: `batch-${randomUUID()}`, receivedAt: Date.now(), events });
      const result = await producer.enqueue(batch, {});
      if (!result.ok) throw new Error(`the queue did not take a batch: ${result.reason}`);
    },
    async startWorker(parts: Partial<WorkerOptions> = {}): Promise<Worker & { registry: Registry }> {
      const registry = new Registry();
      const worker = await startWorker({
        redisUrl,
        prefix,
        storage,
        apps: [],
        budgets: [],
        receivers: [],
        evaluateEverySeconds: 0.2,
        publicUrl: 'http://127.0.0.1:4600',
        log: silentLog,
        now: Date.now,
        registry,
        ...parts,
      });
      let closing: Promise<void> | undefined;
      const close = () => (closing ??= worker.close());
      workers.push({ close });
      return { close, registry };
    },
    /** The first row of a query on this database. */
    async ask(query: string): Promise<readonly unknown[]> {
      const { origin, username, password } = new URL(clickhouseUrl);
      const credentials = Buffer.from(`${username}:${password}`).toString('base64');
      const response = await fetch(`${origin}/?database=${name}&default_format=JSONCompactEachRow`, {
        method: 'POST',
        headers: { authorization: `Basic ${credentials}` },
        body: query,
      });
      const text = await response.text();
      if (!response.ok) throw new Error(text);
      const [first = '[]'] = text.split('\n');
      return JSON.parse(first) as readonly unknown[];
    },
    stopWorkers,
    async close(): Promise<void> {
      await stopWorkers();
      await producer.close();
      await storage.close();
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;
