import { createHash, randomUUID } from 'node:crypto';
import type { ErrorReport, Measurement } from '@paceline/protocol';
import { startQueryApi } from '@paceline/query-api';
import { createStorage, type Storage } from '@paceline/storage';
import { pino } from 'pino';
import { Registry } from 'prom-client';

/** May do everything. */
export const TOKEN = 'only-for-this-test-0123456789';
/** May read figures. */
export const READER = 'only-to-read-in-this-test-0123';

const YEAR_SECONDS = 365 * 86_400;
const RETENTION = {
  rawSeconds: YEAR_SECONDS,
  rollup10sSeconds: YEAR_SECONDS,
  rollup1mSeconds: YEAR_SECONDS,
  rollup1hSeconds: YEAR_SECONDS,
};

/** A query API that listens, on a database of its own. `replaced` takes the place of parts of its storage. */
export async function startApi(clickhouseUrl: string, replaced: Partial<Storage> = {}) {
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  const storage = createStorage({ url: clickhouseUrl, database, retention: RETENTION, now: Date.now });
  await storage.migrate();
  const api = await startQueryApi({
    host: '127.0.0.1',
    port: 0,
    storage: { ...storage, ...replaced },
    apps: [{ name: 'shop' }, { name: 'blog' }],
    budgets: [],
    apiToken: TOKEN,
    tokens: [{ name: 'reader', sha256: createHash('sha256').update(READER).digest('hex'), scopes: ['read'] }],
    apiLimits: { apiRequestsPerSecondPerToken: 1e6, failedSignInsPerMinutePerIp: 1e6 },
    retention: RETENTION,
    log: pino({ level: 'silent' }),
    now: Date.now,
    registry: new Registry(),
  });
  return {
    api,
    storage,
    /** A request and an error of each of these visits of each app. */
    store: async (apps: readonly string[], visits: readonly string[]): Promise<void> => {
      const events = apps.flatMap((app) => visits.map((sessionId, index) => ({ app, sessionId, index })));
      await storage.insertMeasurements(events.map(toMeasurement), randomUUID());
      await storage.insertErrors(events.map(toErrorReport), randomUUID());
    },
    async close(): Promise<void> {
      await api.close();
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

interface Event {
  readonly app: string;
  readonly sessionId: string;
  readonly index: number;
}

function commonOf({ app, sessionId, index }: Event) {
  return {
    app,
    at: Date.now() - 60_000 - index * 1000,
    environment: 'production',
    release: '1.4.0',
    route: '/orders/:id',
    weight: 1,
    sessionId,
    batchId: 'batch-1',
    eventIndex: index,
    traceId: '',
  };
}

function toMeasurement(event: Event): Measurement {
  const common = commonOf(event);
  return {
    ...common,
    metric: 'request.duration',
    subject: 'GET',
    source: 'node',
    device: '',
    browser: '',
    country: '',
    connection: '',
    layer: '',
    statusClass: '2xx',
    instance: 'web-1',
    receivedAt: common.at,
    value: 12,
    failed: false,
    eventCount: 1,
    attributes: '',
  };
}

function toErrorReport(event: Event): ErrorReport {
  return {
    ...commonOf(event),
    source: 'browser',
    kind: 'uncaught',
    name: 'TypeError',
    message: 'x is not a function',
    stack: '',
    fingerprint: 'f1',
  };
}
