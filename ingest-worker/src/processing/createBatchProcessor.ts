import type { ErrorReport, Measurement } from '@paceline/protocol';
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
 * Rows that can never be stored do not cost their neighbours, which other senders were told are taken: the others are
 * stored, and then the job becomes a dead letter, which is thrown.
 */
export function createBatchProcessor({ storage, metrics, log, now }: Deps): (job: BatchJob) => Promise<void> {
  let isReachable = true;
  metrics.storeReachable.set(1);

  return async function processBatchJob(job) {
    const rows = job.batches.flatMap(toMeasurements);
    const errors = job.batches.flatMap(toErrorReports);
    try {
      const measured = await insertStorable('measurements', rows, (storable) =>
        storage.insertMeasurements(storable, job.id),
      );
      const reported = await insertStorable('errors', errors, (storable) =>
        storage.insertErrors(storable, `${job.id}-errors`),
      );
      noteReachable();
      countStored(job, rows, measured.stored);
      const rejection = measured.rejection ?? reported.rejection;
      if (rejection !== undefined) throw rejection;
    } catch (error) {
      if (!(error instanceof StorageError) || error.reason === 'rejected-rows') throw error;
      noteUnreachable(error);
      throw new RetryLater(error.message, { cause: error });
    }
  };

  /** Inserts `rows` without those that the store names as never storable; the same ones each time that a job is tried. */
  async function insertStorable<Row extends Measurement | ErrorReport>(
    table: string,
    rows: readonly Row[],
    run: (storable: readonly Row[]) => Promise<void>,
  ): Promise<{ readonly stored: readonly Row[]; readonly rejection?: StorageError }> {
    try {
      await insert(table, rows, run);
      return { stored: rows };
    } catch (error) {
      if (!(error instanceof StorageError) || error.rows.length === 0) throw error;
      const rejected = new Set(error.rows);
      const stored = rows.filter((_, index) => !rejected.has(index));
      await insert(table, stored, run);
      metrics.rowsRejected.inc({ table }, rejected.size);
      return { stored, rejection: error };
    }
  }

  async function insert<Row>(
    table: string,
    rows: readonly Row[],
    run: (rows: readonly Row[]) => Promise<void>,
  ): Promise<void> {
    if (rows.length === 0) return;
    const stopTimer = metrics.insertSeconds.startTimer({ table });
    try {
      await run(rows);
      metrics.inserts.inc({ table, outcome: 'stored' });
      metrics.insertRows.observe({ table }, rows.length);
    } catch (error) {
      metrics.inserts.inc({ table, outcome: error instanceof StorageError ? error.reason : 'failed' });
      throw error;
    } finally {
      stopTimer();
    }
  }

  function countStored(
    { batches }: BatchJob,
    rows: readonly Measurement[],
    stored: readonly Measurement[],
  ): void {
    const at = now();
    const events = batches.reduce((sum, batch) => sum + batch.events.length, 0);
    metrics.eventsStored.inc(eventsOf(stored));
    metrics.emptyEvents.inc(events - eventsOf(rows));
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

/** Events whose first row is among `rows`. */
function eventsOf(rows: readonly Measurement[]): number {
  return rows.filter(({ eventCount }) => eventCount === 1).length;
}
