import type { Redis } from 'ioredis';
import type { LedgerAdditions } from '../takeBatches.ts';
import { ledgerKey } from './ledgerKeys.ts';

interface TallyOptions {
  readonly redis: Redis;
  readonly prefix: string;
  /** How long counts wait for somebody to take them along before they are written by themselves. */
  readonly everyMs: number;
}

/**
 * Counts that wait to be added to the ledger. As both sides of its balance are in one count, what is lost with a killed process
 * does not unbalance it.
 */
export interface LedgerTally {
  /** Adds to fields of an app. */
  count(app: string, fields: Readonly<Record<string, number>>): void;
  /** What waits, for a transaction that is about to be sent. */
  take(): LedgerAdditions;
  /** What was taken and is known, or likely, not to be written. */
  giveBack(additions: LedgerAdditions): void;
  /** Writes what waits, if Redis answers. */
  close(): Promise<void>;
}

export function createLedgerTally({ redis, prefix, everyMs }: TallyOptions): LedgerTally {
  let waiting: Record<string, Record<string, number>> = {};
  let timer: NodeJS.Timeout | undefined;

  function count(app: string, fields: Readonly<Record<string, number>>): void {
    const counts = (waiting[app] ??= {});
    for (const [field, value] of Object.entries(fields)) counts[field] = (counts[field] ?? 0) + value;
    timer ??= setTimeout(() => void write(), everyMs);
  }

  function take(): LedgerAdditions {
    clearTimeout(timer);
    timer = undefined;
    const taken = waiting;
    waiting = {};
    return taken;
  }

  function giveBack(additions: LedgerAdditions): void {
    for (const [app, fields] of Object.entries(additions)) count(app, fields);
  }

  async function write(): Promise<void> {
    const additions = take();
    const transaction = redis.multi();
    for (const [app, fields] of Object.entries(additions)) {
      for (const [field, value] of Object.entries(fields))
        transaction.hincrby(ledgerKey(prefix, app), field, value);
    }
    try {
      if (transaction.length > 0) await transaction.exec();
    } catch {
      giveBack(additions);
    }
  }

  return {
    count,
    take,
    giveBack,
    async close() {
      await write();
      clearTimeout(timer);
    },
  };
}
