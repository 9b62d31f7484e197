import type { LedgerCounts, LedgerReader } from '../queue.ts';
import { connectFailFast, DEFAULT_PREFIX, type QueueConnection, untilReady } from '../redisConnection.ts';
import { LEDGER_FIELDS, ledgerKey, storeStateKey } from './ledgerKeys.ts';

/** Reads the ledger as one moment of each app: one command reads all counts of an app. */
export function createLedgerReader(connection: QueueConnection): LedgerReader {
  const redis = connectFailFast(connection);
  const { prefix = DEFAULT_PREFIX } = connection;
  return {
    async load(apps) {
      await untilReady(redis);
      return Promise.all(apps.map(async (app) => toCounts(app, await redis.hgetall(ledgerKey(prefix, app)))));
    },
    async loadStoreState() {
      await untilReady(redis);
      const { state, since } = await redis.hgetall(storeStateKey(prefix));
      return state === undefined || since === undefined ? undefined : { state, since: Number(since) };
    },
    async close() {
      redis.disconnect();
    },
  };
}

/** Named one by one, so that a reason that is added to the list cannot be left out here. */
function toCounts(app: string, fields: Readonly<Record<string, string>>): LedgerCounts {
  const count = (field: string) => Number(fields[field] ?? 0);
  const { dropped, refused } = LEDGER_FIELDS;
  return {
    app,
    received: count(LEDGER_FIELDS.received),
    inFlight: count(LEDGER_FIELDS.inFlight),
    deadLettered: count(LEDGER_FIELDS.deadLettered),
    dropped: {
      invalid: count(dropped('invalid')),
      'too-old': count(dropped('too-old')),
      'in-the-future': count(dropped('in-the-future')),
      'too-many-events': count(dropped('too-many-events')),
      cardinality: count(dropped('cardinality')),
      sampled: count(dropped('sampled')),
      duplicate: count(dropped('duplicate')),
      discarded: count(dropped('discarded')),
    },
    refusedRequests: {
      'unknown-key': count(refused('unknown-key')),
      origin: count(refused('origin')),
      'rate-limited': count(refused('rate-limited')),
      unsupported: count(refused('unsupported')),
      'too-large': count(refused('too-large')),
      malformed: count(refused('malformed')),
    },
  };
}
