import { type Block, type BlockOutcome, RetryLater } from '@paceline/queue';
import { MAX_ROWS_PER_INSERT, type Storage, StorageError } from '@paceline/storage';
import type { Logger } from 'pino';
import type { WorkerMetrics } from '../createWorkerMetrics.ts';
import {
  type BlockEvent,
  measurementsOfAll,
  reportsOfAll,
  toBlockEvents,
  toDeadLetter,
  type Unstorable,
} from './blockEvents.ts';

interface Deps {
  readonly storage: Pick<Storage, 'insertMeasurements' | 'insertErrors'>;
  readonly metrics: WorkerMetrics;
  readonly log: Logger;
  readonly now: () => number;
}

/** One of the tables that a block goes into. */
interface Table {
  readonly name: 'measurements' | 'errors';
  /** How many rows of this table an event has. */
  readonly rowCountOf: (event: BlockEvent) => number;
  readonly insert: (events: readonly BlockEvent[], token: string) => Promise<void>;
}

/** What became of events that were to be inserted into one table. */
interface Inserted {
  readonly stored: readonly BlockEvent[];
  readonly refused: readonly Unstorable[];
}

/**
 * Stores a block exactly once: every insert has a token that derives from the block's id, so that a block that is tried
 * again (a worker killed at any instruction, an answer that got lost) makes the same inserts under the same tokens.
 *
 * A store that cannot take rows now makes the block wait ({@link RetryLater}); nothing is given up.
 * An event that can never be stored does not cost its neighbours: where the store names the rows they are left out, else
 * the insert is halved, always in the same way, until the event stands alone. It becomes a dead letter.
 */
export function createBlockProcessor({
  storage,
  metrics,
  log,
  now,
}: Deps): (block: Block) => Promise<BlockOutcome> {
  const measurements: Table = {
    name: 'measurements',
    rowCountOf: ({ rowCount }) => rowCount,
    insert: (events, token) => storage.insertMeasurements(measurementsOfAll(events), token),
  };
  const errors: Table = {
    name: 'errors',
    rowCountOf: ({ event }) => (event.type === 'error' ? 1 : 0),
    insert: (events, token) => storage.insertErrors(reportsOfAll(events), `${token}-errors`),
  };
  let isReachable = true;
  metrics.storeReachable.set(1);

  return async function processBlock(block) {
    const { events, unstorable } = toBlockEvents(block);
    try {
      // Texts first: an event that is refused there has not been counted yet.
      const told = await insertAll(errors, events, block.id);
      const counted = await insertAll(measurements, told.stored, block.id);
      noteReachable();
      const lost = [...unstorable, ...told.refused, ...counted.refused];
      countBlock(block, counted.stored.length, lost);
      return { deadLetters: lost.map((event) => toDeadLetter(block.id, event, now())) };
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      noteUnreachable(error);
      throw new RetryLater(error.reason, error.message, { cause: error });
    }
  };

  /** Inserts events as few inserts of bounded size; events without rows in this table count as stored. */
  async function insertAll(table: Table, events: readonly BlockEvent[], token: string): Promise<Inserted> {
    const withRows = events.filter((event) => table.rowCountOf(event) > 0);
    const refused: Unstorable[] = [];
    for (const [index, part] of split(withRows, table).entries()) {
      refused.push(...(await insert(table, part, index === 0 ? token : `${token}-${index}`)));
    }
    if (refused.length === 0) return { stored: events, refused };
    const isRefused = new Set(refused.map(placeOf));
    return { stored: events.filter((event) => !isRefused.has(placeOf(event))), refused };
  }

  /** Inserts events together, and gives those that the store refuses for good. */
  async function insert(table: Table, events: readonly BlockEvent[], token: string): Promise<Unstorable[]> {
    if (events.length === 0) return [];
    try {
      await insertTimed(table, events, token);
      return [];
    } catch (error) {
      if (!(error instanceof StorageError) || error.reason !== 'rejected-rows') throw error;
      const [only, ...others] = events;
      if (only !== undefined && others.length === 0) return [{ ...only, reason: error.message }];
      if (error.rows.length > 0) {
        // Refused before anything was sent, so that the others go under the same token.
        const named = eventsOfRows(table, events, error.rows);
        const kept = events.filter((event) => !named.has(event));
        const refused = [...named].map((event) => ({ ...event, reason: error.message }));
        return [...refused, ...(await insert(table, kept, token))];
      }
      const half = Math.ceil(events.length / 2);
      const first = await insert(table, events.slice(0, half), `${token}.0`);
      return [...first, ...(await insert(table, events.slice(half), `${token}.1`))];
    }
  }

  async function insertTimed(table: Table, events: readonly BlockEvent[], token: string): Promise<void> {
    const stopTimer = metrics.insertSeconds.startTimer({ table: table.name });
    try {
      await table.insert(events, token);
      metrics.inserts.inc({ table: table.name, outcome: 'stored' });
      metrics.insertRows.observe(
        { table: table.name },
        events.reduce((sum, event) => sum + table.rowCountOf(event), 0),
      );
    } catch (error) {
      metrics.inserts.inc({
        table: table.name,
        outcome: error instanceof StorageError ? error.reason : 'failed',
      });
      throw error;
    } finally {
      stopTimer();
    }
  }

  function countBlock({ batches }: Block, stored: number, lost: readonly Unstorable[]): void {
    metrics.eventsStored.inc(stored);
    for (const { batch } of lost) metrics.deadLetters.inc({ app: batch.app });
    if (lost.length > 0) {
      log.error(
        { events: lost.length, reason: lost[0]?.reason },
        'events that can never be stored became dead letters',
      );
    }
    const at = now();
    for (const { receivedAt } of batches) metrics.lagSeconds.observe(Math.max(0, at - receivedAt) / 1000);
  }

  /** Said once, not for every block that waits. */
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

/** Parts of as many rows as one insert may have; an event is never torn apart. */
function split(events: readonly BlockEvent[], table: Table): readonly (readonly BlockEvent[])[] {
  const parts: BlockEvent[][] = [];
  let rows = Infinity;
  for (const event of events) {
    const own = table.rowCountOf(event);
    if (rows + own > MAX_ROWS_PER_INSERT) {
      parts.push([]);
      rows = 0;
    }
    parts.at(-1)?.push(event);
    rows += own;
  }
  return parts;
}

/** The events that rows at these indexes belong to. */
function eventsOfRows(
  table: Table,
  events: readonly BlockEvent[],
  indexes: readonly number[],
): ReadonlySet<BlockEvent> {
  const wanted = new Set(indexes);
  const found = new Set<BlockEvent>();
  let row = 0;
  for (const event of events) {
    for (const end = row + table.rowCountOf(event); row < end; row += 1) {
      if (wanted.has(row)) found.add(event);
    }
  }
  return found;
}

function placeOf({ batchIndex, eventIndex }: { batchIndex: number; eventIndex: number }): string {
  return `${batchIndex}-${eventIndex}`;
}
