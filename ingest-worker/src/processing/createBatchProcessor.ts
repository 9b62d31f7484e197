import { type BatchJob, RetryLater } from '@paceline/queue';
import { type Storage, StorageError } from '@paceline/storage';
import type { Logger } from 'pino';
import type { WorkerMetrics } from '../createWorkerMetrics.ts';
import { toErrorReports } from '../mapping/toErrorReports.ts';
import { toMeasurements } from '../mapping/toMeasurements.ts';

interface Deps {
  readonly storage: Pick<Storage, 'insertMeasurements' | 'insertErrors'>;
  readonly metrics: WorkerMetrics;
  readonly log: Logger;
  readonly now: () => number;
}

/**
 * Stores a job exactly once: measurements and errors are each one block, under a token that derives
 * from the job's id, so that a job that is tried again (a worker killed at any instruction, an
 * answer that got lost) forms the same blocks under the same tokens.
 *
 * A store that cannot take rows now makes the job wait ({@link RetryLater}); nothing is given up.
 * Rows that can never be stored are thrown on, which makes the job a dead letter.
 */
export function createBatchProcessor({ storage, metrics, log, now }: Deps): (job: BatchJob) => Promise<void> {
  let isReachable = true;
  metrics.storeReachable.set(1);

  return async function processBatchJob(job) {
    const rows = job.batches.flatMap(toMeasurements);
    const errors = job.batches.flatMap(toErrorReports);
    try {
      await insert('measurements', rows.length, () => storage.insertMeasurements(rows, job.id));
      await insert('errors', errors.length, () => storage.insertErrors(errors, `${job.id}-errors`));
    } catch (error) {
      if (!(error instanceof StorageError) || error.reason === 'rejected-rows') throw error;
      noteUnreachable(error);
      throw new RetryLater(error.message, { cause: error });
    }
    noteReachable();
    countStored(job, rows.filter(({ eventCount }) => eventCount === 1).length);
  };

  async function insert(table: string, rows: number, run: () => Promise<void>): Promise<void> {
    if (rows === 0) return;
    const stopTimer = metrics.insertSeconds.startTimer({ table });
    try {
      await run();
      metrics.inserts.inc({ table, outcome: 'stored' });
      metrics.insertRows.observe({ table }, rows);
    } catch (error) {
      metrics.inserts.inc({ table, outcome: error instanceof StorageError ? error.reason : 'failed' });
      throw error;
    } finally {
      stopTimer();
    }
  }

  function countStored({ batches }: BatchJob, stored: number): void {
    const at = now();
    const events = batches.reduce((sum, batch) => sum + batch.events.length, 0);
    metrics.eventsStored.inc(stored);
    metrics.emptyEvents.inc(events - stored);
    for (const { receivedAt } of batches) {
      metrics.lagSeconds.observe(Math.max(0, at - receivedAt) / 1000);
    }
  }

  /** Said once, not for every job that waits. */
  function noteUnreachable(error: StorageError): void {
    metrics.storeReachable.set(0);
    if (isReachable) log.error({ err: error, reason: error.reason }, 'ClickHouse takes no rows; jobs wait');
    isReachable = false;
  }

  function noteReachable(): void {
    metrics.storeReachable.set(1);
    if (!isReachable) log.info('ClickHouse takes rows again');
    isReachable = true;
  }
}
