import { randomUUID } from 'node:crypto';
import { DEFAULT_BUDGETS } from '@paceline/budgets';
import type { Measurement } from '@paceline/protocol';
import { createStorage, type Retention, type Storage } from '@paceline/storage';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { createQueryApi, type QueryApi, type QueryApiOptions } from '../src/index.ts';

export const TOKEN = 'a-token-of-tests';
/** Within a bucket of every width. */
export const NOW = Date.UTC(2026, 4, 20, 14, 23, 47, 250);

const YEAR_SECONDS = 365 * 86_400;
/** Long enough that fixed dates of tests are never dropped. */
export const LONG_RETENTION: Retention = {
  rawSeconds: 40 * YEAR_SECONDS,
  rollup10sSeconds: 40 * YEAR_SECONDS,
  rollup1mSeconds: 40 * YEAR_SECONDS,
  rollup1hSeconds: 40 * YEAR_SECONDS,
};

/** Seconds and minutes never end by a clock that stands still. */
const NO_LIMITS = { apiRequestsPerSecondPerToken: 1e6, failedSignInsPerMinutePerIp: 1e6 };

/** Options that name everything; a test names only what matters to it. */
export function someOptions(storage: Storage, parts: Partial<QueryApiOptions> = {}): QueryApiOptions {
  return {
    storage,
    apps: [{ name: 'shop' }, { name: 'paceline' }],
    budgets: DEFAULT_BUDGETS,
    apiToken: TOKEN,
    apiLimits: NO_LIMITS,
    retention: LONG_RETENTION,
    log: pino({ level: 'silent' }),
    now: () => NOW,
    registry: new Registry(),
    ...parts,
  };
}

/** Parameters of a question; of several values each is given. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** Asks an API with the token; `query` becomes the query string. */
export async function ask(api: QueryApi, path: string, query: Query = {}): Promise<Response> {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  const search = new URLSearchParams(pairs).toString();
  return api.request(`${path}${search === '' ? '' : `?${search}`}`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
}

/** A database of one test file, and an API that reads it. */
export async function startWorld(clickhouseUrl: string, parts: Partial<QueryApiOptions> = {}) {
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  const storage = createStorage({
    url: clickhouseUrl,
    database,
    retention: LONG_RETENTION,
    now: parts.now ?? (() => NOW),
  });
  await storage.migrate();
  const api = createQueryApi(someOptions(storage, parts));
  return {
    storage,
    api,
    insert: (rows: readonly Measurement[]) => storage.insertMeasurements(rows, randomUUID()),
    ask: (path: string, query?: Query) => ask(api, path, query),
    async close(): Promise<void> {
      api.beginClose();
      await storage.close();
      const { origin, username, password } = new URL(clickhouseUrl);
      const credentials = Buffer.from(`${username}:${password}`).toString('base64');
      await fetch(`${origin}/`, {
        method: 'POST',
        headers: { authorization: `Basic ${credentials}` },
        body: `DROP DATABASE IF EXISTS ${database} SYNC`,
      });
    },
  };
}

export type World = Awaited<ReturnType<typeof startWorld>>;
