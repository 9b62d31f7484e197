import type { Freshness, Storage } from '@paceline/storage';
import type { Logger } from 'pino';
import type { StoredNotice } from '../responses.ts';

export const POLL_EVERY_MS = 400;
export const HEARTBEAT_EVERY_MS = 15_000;
export const MAX_LISTENERS = 200;
/** Waits grow up to this while the storage gives no answer. */
const LONGEST_WAIT_MS = 5_000;

export interface Listener {
  /** Only notices of these apps. */
  readonly apps: readonly string[];
  /** More of an app was stored than the listener was told of so far. The first tells what there is. */
  onNotice(notice: StoredNotice): void;
  /** Nothing new for a while, but the feed is there. */
  onHeartbeat(): void;
  /** The feed ends. */
  onEnd(): void;
}

export interface LiveFeed {
  /** Adds a listener; `undefined` when there are too many, or when the feed has ended. Call what it returns to leave. */
  join(listener: Listener): (() => void) | undefined;
  listeners(): number;
  /** Ends the feed of every listener. */
  end(): void;
}

interface LiveFeedDeps {
  readonly storage: Pick<Storage, 'loadFreshness'>;
  readonly log: Logger;
  readonly pollEveryMs?: number;
  readonly heartbeatEveryMs?: number;
  readonly maxListeners?: number;
}

/**
 * Tells listeners when more of an app was stored. One poller asks the storage for all of them, and only while
 * somebody listens. An app of which nothing was ever stored is not told of.
 */
export function createLiveFeed({
  storage,
  log,
  pollEveryMs = POLL_EVERY_MS,
  heartbeatEveryMs = HEARTBEAT_EVERY_MS,
  maxListeners = MAX_LISTENERS,
}: LiveFeedDeps): LiveFeed {
  /** What each listener was told of, by app. */
  const told = new Map<Listener, Map<string, Freshness>>();
  let newest: readonly Freshness[] | undefined;
  let isAsking = false;
  let failures = 0;
  let nextPoll: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  let hasEnded = false;

  function tell(listener: Listener): void {
    const known = told.get(listener);
    if (known === undefined) return;
    for (const fresh of newest ?? []) {
      const { app, storedEvents, newestStoredAt } = fresh;
      if (!listener.apps.includes(app) || newestStoredAt === null) continue;
      const before = known.get(app);
      known.set(app, fresh);
      // The time moves once more when the events are in every table, and who was told before has to read again.
      const hasMoved = storedEvents !== before?.storedEvents || newestStoredAt !== before.newestStoredAt;
      if (hasMoved) listener.onNotice({ app, storedEvents, newestStoredAt });
    }
  }

  async function poll(): Promise<void> {
    nextPoll = undefined;
    isAsking = true;
    try {
      newest = await storage.loadFreshness();
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures === 1) log.warn({ err: error }, 'live updates wait for the database');
    }
    isAsking = false;
    if (failures === 0) for (const listener of told.keys()) tell(listener);
    if (told.size === 0) rest();
    else nextPoll = setTimeout(() => void poll(), Math.min(LONGEST_WAIT_MS, pollEveryMs * 2 ** failures));
  }

  /** Nobody listens: what is known grows old, and nobody asks. */
  function rest(): void {
    clearTimeout(nextPoll);
    clearInterval(heartbeat);
    nextPoll = undefined;
    heartbeat = undefined;
    newest = undefined;
    failures = 0;
  }

  return {
    join(listener) {
      if (hasEnded || told.size >= maxListeners) return undefined;
      told.set(listener, new Map());
      heartbeat ??= setInterval(() => {
        for (const each of told.keys()) each.onHeartbeat();
      }, heartbeatEveryMs);
      tell(listener);
      if (!isAsking && nextPoll === undefined) void poll();
      return () => {
        told.delete(listener);
        if (told.size === 0) rest();
      };
    },
    listeners: () => told.size,
    end() {
      hasEnded = true;
      const all = [...told.keys()];
      told.clear();
      rest();
      for (const listener of all) listener.onEnd();
    },
  };
}
