import { type ClickHouseClient, ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { randomUUID } from 'node:crypto';

import { createStorage, type Retention, type Storage, type StorageOptions } from '../src/index.ts';

const YEAR_SECONDS = 365 * 86_400;

/** Long enough that fixed dates of tests are never dropped. */
export const LONG_RETENTION: Retention = {
  rawSeconds: 40 * YEAR_SECONDS,
  rollup10sSeconds: 40 * YEAR_SECONDS,
  rollup1mSeconds: 40 * YEAR_SECONDS,
  rollup1hSeconds: 40 * YEAR_SECONDS,
};

export interface OpenedStorage {
  readonly storage: Storage;
  readonly database: string;
  /** Looks behind the storage's back. */
  readonly client: ClickHouseClient;
  /** Rows of a query as arrays. */
  read(query: string): Promise<unknown[][]>;
  /** Another storage on the same database. */
  another(options?: Partial<StorageOptions>): Storage;
  /** Drops the database. */
  close(): Promise<void>;
}

/** A storage with a database of its own; not migrated. */
export function openStorage(url: string, options: Partial<StorageOptions> = {}): OpenedStorage {
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  const client = createClient({ url, database, log: { level: ClickHouseLogLevel.OFF } });
  const opened: Storage[] = [];
  const another = (more: Partial<StorageOptions> = {}): Storage => {
    const storage = createStorage({ url, database, retention: LONG_RETENTION, ...options, ...more });
    opened.push(storage);
    return storage;
  };
  return {
    storage: another(),
    database,
    client,
    read: async (query) => {
      const answer = await client.query({ query, format: 'JSONCompactEachRow' });
      return answer.json<unknown[]>();
    },
    another,
    close: async () => {
      await client.command({ query: `DROP DATABASE IF EXISTS ${database} SYNC` });
      await Promise.all([client.close(), ...opened.map((storage) => storage.close())]);
    },
  };
}
