import type { DistributionQuery, DistributionRow, Retention, Storage } from '@paceline/storage';
import { LRUCache } from 'lru-cache';
import { within } from '../within.ts';
import { type StoredVersions, VERSION_WITHIN_MS } from './createStoredVersions.ts';
import { mergeRows } from './mergeRows.ts';
import { splitFinished } from './splitFinished.ts';

/** What is kept of finished times may lack what was stored of them since then, for this long. */
export const FINISHED_STALE_MS = 60_000;
/** Nothing is kept longer, as another process may have deleted something. */
export const LONGEST_KEPT_MS = 600_000;
/** How long an event may take from the collector to the storage and still count as on time. */
const ON_THE_WAY_MS = 3_600_000;

/** Measured on the heap, for rows of 0 to 300 bins. */
const BYTES_OF_ROW = 512;
const BYTES_OF_BIN = 64;

interface CacheDeps {
  readonly storage: Pick<Storage, 'loadDistributions'>;
  readonly versions: Pick<StoredVersions, 'known' | 'load'>;
  readonly retention: Retention;
  /** How long after they happened events are taken. */
  readonly pastMs: number;
  readonly maxBytes: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Kept {
  readonly rows: readonly DistributionRow[];
  readonly loadedAtMs: number;
  /** Everything that was stored before this is in the rows. */
  readonly asOfMs: number;
  /** The newest version of the app that the rows are not behind; `undefined` when none was known. */
  readonly version: string | undefined;
}

/** What became of questions, since the start. */
export interface CacheCounts {
  /** Answered from what is kept, but for what is still being measured. */
  readonly hits: number;
  readonly misses: number;
  /** Questions about times that are not finished. */
  readonly passed: number;
  readonly bytes: number;
}

export interface FinishedCache extends Pick<Storage, 'loadDistributions'> {
  counts(): CacheCounts;
  /** Forgets all rows of an app. */
  forget(app: string): void;
}

/**
 * Keeps the distributions of finished times, so that a question about 30 days reads a day or two from the storage.
 *
 * A question is split at a whole hour more than `pastMs` ago. What it says of the time before that is kept. Events may still
 * come for that time: late ones, or dead letters that are replayed. So what is kept is used for
 * {@link FINISHED_STALE_MS}, and after that only while nothing at all was stored of the app, for {@link LONGEST_KEPT_MS} at
 * most. An answer therefore lacks no event that was stored more than {@link FINISHED_STALE_MS} before the question, and none of
 * the last `pastMs`.
 */
export function cacheFinished(deps: CacheDeps): FinishedCache {
  const { storage, versions, retention, now } = deps;
  const kept = new LRUCache<string, Kept>({
    maxSize: deps.maxBytes,
    sizeCalculation: ({ rows }, key) => 2 * key.length + bytesOf(rows),
  });
  const loading = new Map<string, Promise<readonly DistributionRow[]>>();
  /** Goes up when rows are forgotten, so that what is still loading then is not kept. */
  const forgotten = new Map<string, number>();
  const counted = { hits: 0, misses: 0, passed: 0 };

  async function load(key: string, query: DistributionQuery): Promise<readonly DistributionRow[]> {
    const asOfMs = now();
    const version = versions.known(query.app)?.version;
    const forgottenBefore = forgotten.get(query.app);
    const rows = await storage.loadDistributions(query);
    if (forgotten.get(query.app) === forgottenBefore)
      kept.set(key, { rows, loadedAtMs: asOfMs, asOfMs, version });
    return rows;
  }

  /** What is kept, when it may still be used. */
  async function find(key: string, app: string): Promise<readonly DistributionRow[] | undefined> {
    const entry = kept.get(key);
    if (entry === undefined) return undefined;
    const nowMs = now();
    const ageMs = nowMs - entry.asOfMs;
    if (ageMs < 0 || nowMs - entry.loadedAtMs > LONGEST_KEPT_MS) return undefined;
    if (ageMs <= FINISHED_STALE_MS) return entry.rows;
    if (entry.version === undefined) return undefined;
    const current = await within(VERSION_WITHIN_MS, versions.load(app));
    if (current?.version !== entry.version) return undefined;
    if (kept.peek(key) === entry) kept.set(key, { ...entry, asOfMs: nowMs });
    return entry.rows;
  }

  async function loadFinished(query: DistributionQuery): Promise<readonly DistributionRow[]> {
    const key = JSON.stringify([query.app, query]);
    const found = await find(key, query.app);
    if (found !== undefined) {
      counted.hits += 1;
      return found;
    }
    counted.misses += 1;
    const running = loading.get(key);
    if (running !== undefined) return running;
    const started = load(key, query).finally(() => {
      if (loading.get(key) === started) loading.delete(key);
    });
    loading.set(key, started);
    return started;
  }

  return {
    async loadDistributions(query) {
      const finish = { retention, nowMs: now(), finishedAfterMs: deps.pastMs + ON_THE_WAY_MS };
      const split = splitFinished(query, finish);
      if (split === undefined) {
        counted.passed += 1;
        return storage.loadDistributions(query);
      }
      const [finished, rest] = await Promise.all([
        loadFinished({ ...query, ...split.finished }),
        split.rest === undefined ? [] : storage.loadDistributions({ ...query, ...split.rest }),
      ]);
      return rest.length === 0 ? finished : mergeRows([finished, rest], query.groupBy ?? []);
    },
    counts: () => ({ ...counted, bytes: kept.calculatedSize }),
    forget(app) {
      forgotten.set(app, (forgotten.get(app) ?? 0) + 1);
      const prefix = `[${JSON.stringify(app)},`;
      for (const map of [kept, loading]) {
        for (const key of map.keys()) if (key.startsWith(prefix)) map.delete(key);
      }
    },
  };
}

/** Bytes that rows take, about. */
export function bytesOf(rows: readonly DistributionRow[]): number {
  return rows.reduce(
    (bytes, { distribution }) => bytes + BYTES_OF_ROW + BYTES_OF_BIN * distribution.bins.length,
    BYTES_OF_ROW,
  );
}
