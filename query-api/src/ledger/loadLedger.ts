import { unavailable } from '../problem.ts';
import type { Ledger } from '../responses.ts';
import { within } from '../within.ts';
import { type LedgerLike, type LedgerSources, PART_WITHIN_MS } from './ledgerLike.ts';

/** Whose refused requests belong to no app. */
const NO_APP = '';

/**
 * What became of every event of an app. Queue and database are read side by side, so that a block that is counted just
 * then shows up as unaccounted, for that moment. Without the database what is stored is `null`.
 *
 * @throws {Problem} 503 when the queue does not answer
 */
export async function loadLedger(
  app: string,
  ledger: LedgerLike,
  { storage, queueDepth, now }: LedgerSources,
): Promise<Ledger> {
  const [{ counts, unknownKeyRequests, store }, freshness, queue] = await Promise.all([
    readQueue(app, ledger),
    within(PART_WITHIN_MS, storage.loadFreshness()),
    queueDepth === undefined ? undefined : within(PART_WITHIN_MS, queueDepth()),
  ]);
  const { received, inFlight, deadLettered, dropped, refusedRequests } = counts;
  const ofApp = freshness?.find((each) => each.app === app);
  const stored = freshness === undefined ? null : (ofApp?.storedEvents ?? 0);
  const newestStoredAt = ofApp?.newestStoredAt ?? null;
  const allDropped = Object.values(dropped).reduce((sum, events) => sum + events, 0);
  return {
    app,
    received,
    stored,
    inFlight,
    deadLettered,
    dropped,
    refusedRequests,
    unknownKeyRequests,
    unaccounted: stored === null ? null : received - stored - allDropped - inFlight - deadLettered,
    newestStoredAt: newestStoredAt === null ? null : new Date(newestStoredAt).toISOString(),
    newestStoredAgeMs: newestStoredAt === null ? null : Math.max(0, now() - newestStoredAt),
    store: store === undefined ? null : { state: store.state, since: new Date(store.since).toISOString() },
    queue: queue ?? null,
  };
}

async function readQueue(app: string, ledger: LedgerLike) {
  try {
    const [[counts, ofNoApp], store] = await Promise.all([
      ledger.load([app, NO_APP]),
      ledger.loadStoreState(),
    ]);
    if (counts === undefined || ofNoApp === undefined) throw new Error('The ledger left an app out');
    return { counts, unknownKeyRequests: ofNoApp.refusedRequests['unknown-key'], store };
  } catch (cause) {
    throw unavailable(
      'The queue (Redis) does not answer, and it keeps the ledger. Try again in a few seconds.',
      2,
      cause,
    );
  }
}
