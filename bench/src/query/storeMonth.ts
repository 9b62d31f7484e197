import { setTimeout as wait } from 'node:timers/promises';
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { say } from '../say.ts';
import { type EventsOrder, toEventsQuery } from './toEventsQuery.ts';

export const DAYS = 30;
const DAY_SECONDS = 86_400;
export const DATABASE = 'paceline';
/** An insert is one block, as a worker's is. Memory beyond what the engine gives a query of users. */
const SETTINGS = {
  max_memory_usage: '1500000000',
  max_block_size: '200000',
  max_insert_block_size: '200000',
  min_insert_block_size_rows: '200000',
  min_insert_block_size_bytes: '0',
  max_execution_time: 600,
  insert_deduplicate: 1,
  deduplicate_blocks_in_dependent_materialized_views: 1,
} as const;
const MEMORY_LIMIT_EXCEEDED = '241';
const LOOK_AGAIN_MS = 1_000;

export interface MonthOrder {
  readonly clickhouseUrl: string;
  /** End of the last day, epoch seconds. */
  readonly untilSeconds: number;
  readonly events: number;
  /** Orders of different salts add up. */
  readonly salt: number;
  /** Time of one insert; a day has a whole number of them. */
  readonly spanSeconds: number;
}

/** Inserts under a token of its own. */
async function insertOnce(client: ClickHouseClient, order: EventsOrder): Promise<void> {
  await run(client, toEventsQuery(order), `bench-${order.salt}-${order.fromSeconds}`);
}

/** Runs a statement, again while the engine has no memory for it beside its merges. */
async function run(client: ClickHouseClient, query: string, token: string): Promise<void> {
  for (;;) {
    try {
      await client.command({
        query,
        clickhouse_settings: { ...SETTINGS, insert_deduplication_token: token },
      });
      return;
    } catch (error) {
      if (!(error instanceof ClickHouseError) || error.code !== MEMORY_LIMIT_EXCEEDED) throw error;
      await wait(LOOK_AGAIN_MS);
    }
  }
}

/**
 * Stores events evenly over the 30 days before `untilSeconds`, through the views that roll them up, merges
 * what would have been merged in a month, and waits for all other merges.
 */
export async function storeMonth(order: MonthOrder): Promise<void> {
  const { clickhouseUrl, untilSeconds, events, salt, spanSeconds } = order;
  const client = createClient({
    url: clickhouseUrl,
    database: DATABASE,
    request_timeout: 900_000,
    log: { level: ClickHouseLogLevel.OFF },
  });
  const inserts = (DAYS * DAY_SECONDS) / spanSeconds;
  const perInsert = Math.round(events / inserts);
  const startedAt = performance.now();
  try {
    for (let index = 0; index < inserts; index += 1) {
      const fromSeconds = untilSeconds - (inserts - index) * spanSeconds;
      await insertOnce(client, { fromSeconds, spanSeconds, events: perInsert, salt });
      const stored = (index + 1) * spanSeconds;
      if (stored % DAY_SECONDS === 0) {
        const rate = Math.round(((index + 1) * perInsert * 1000) / (performance.now() - startedAt));
        say(`${stored / DAY_SECONDS} of ${DAYS} days of ${events} events stored, ${rate} events/s`);
      }
    }
    // Orders of different salts went over the month one after the other, so that an hour lies in parts of both; where events come
    // as time passes it does not.
    for (const table of ['slices_1h', 'slices_1d']) await run(client, `OPTIMIZE TABLE ${table} FINAL`, '');
    for (;;) {
      const answer = await client.query({
        query: 'SELECT count() FROM system.merges',
        format: 'JSONCompactEachRow',
      });
      const [row] = await answer.json<readonly [number | string]>();
      if (Number(row?.[0]) === 0) return;
      await wait(LOOK_AGAIN_MS);
    }
  } finally {
    await client.close();
  }
}
