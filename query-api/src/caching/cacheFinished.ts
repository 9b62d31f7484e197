import { LRUCache } from 'lru-cache';
import { within } from '../within.ts';
import { type StoredVersions, VERSION_WITHIN_MS } from './createStoredVersions.ts';
import type { Finish } from './splitFinished.ts';

/** What is kept of finished times may lack what was stored of them since then, for this long. */
export const FINISHED_STALE_MS = 60_000;
/** Nothing is kept longer, as another process may have deleted something. */
export const LONGEST_KEPT_MS = 600_000;
/** How long an event may take from the collector to the storage and still count as on time. */
const ON_THE_WAY_MS = 3_600_000;

/** A question as two, of which the answers together are its answer. */
export interface SplitQuery<Query, Answer> {
  readonly finished: Query;
  /** Absent: all of it is about finished times. */
  readonly rest?: Query;
  /** The finished part of the answer to the whole; absent: it cannot be told. */
  readonly toFinished?: (whole: Answer) => Answer;
}

/** How questions of a kind are split where what they are about stops being finished, put together again, and kept. */
export interface Splitting<Query, Answer, Packed> {
  /** `undefined` when it would not be worth it. */
  readonly split: (query: Query, finish: Finish) => SplitQuery<Query, Answer> | undefined;
  /** The answer of a question from those of its parts. */
  readonly merge: (query: Query, finished: Answer, rest: Answer) => Answer;
  /** An answer as it is kept. */
  readonly pack: (answer: Answer) => Packed;
  readonly unpack: (packed: Packed) => Answer;
  /** Bytes that it takes, about. */
  readonly bytesOf: (packed: Packed) => number;
}

interface CacheDeps<Query, Answer, Packed> extends Splitting<Query, Answer, Packed> {
  readonly load: (query: Query) => Promise<Answer>;
  readonly versions: Pick<StoredVersions, 'known' | 'load'>;
  /** How long after they happened events are taken. */
  readonly pastMs: number;
  readonly maxBytes: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Kept<Packed> {
  readonly packed: Packed;
  readonly loadedAtMs: number;
  /** Everything that was stored before this is in the answer. */
  readonly asOfMs: number;
  /** The newest version of the app that the answer is not behind; `undefined` when none was known. */
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

export interface FinishedCache<Query, Answer> {
  readonly load: (query: Query) => Promise<Answer>;
  counts(): CacheCounts;
  /** Forgets all answers about an app. */
  forget(app: string): void;
}

/**
 * Keeps what was answered about finished times, so that a question about 30 days reads a day or two from the storage.
 *
 * A question is split at a whole hour more than `pastMs` ago. What it says of the time before that is kept. Events may still
 * come for that time: late ones, or dead letters that are replayed. So what is kept is used for
 * {@link FINISHED_STALE_MS}, and after that only while nothing at all was stored of the app, for {@link LONGEST_KEPT_MS} at
 * most. An answer therefore lacks no event that was stored more than {@link FINISHED_STALE_MS} before the question, and none of
 * the last `pastMs`.
 */
export function cacheFinished<Query extends { readonly app: string }, Answer, Packed>(
  deps: CacheDeps<Query, Answer, Packed>,
): FinishedCache<Query, Answer> {
  const { versions, now } = deps;
  const kept = new LRUCache<string, Kept<Packed>>({
    maxSize: deps.maxBytes,
    sizeCalculation: ({ packed }, key) => 2 * key.length + deps.bytesOf(packed),
  });
  const loading = new Map<string, Promise<Answer>>();
  /** Goes up when answers are forgotten, so that what is still loading then is not kept. */
  const forgotten = new Map<string, number>();
  const counted = { hits: 0, misses: 0, passed: 0 };

  /** What is kept, when it may still be used. */
  async function find(key: string, app: string): Promise<Packed | undefined> {
    const entry = kept.get(key);
    if (entry === undefined) return undefined;
    const nowMs = now();
    const ageMs = nowMs - entry.asOfMs;
    if (ageMs < 0 || nowMs - entry.loadedAtMs > LONGEST_KEPT_MS) return undefined;
    if (ageMs <= FINISHED_STALE_MS) return entry.packed;
    if (entry.version === undefined) return undefined;
    const current = await within(VERSION_WITHIN_MS, versions.load(app));
    if (current?.version !== entry.version) return undefined;
    if (kept.peek(key) === entry) kept.set(key, { ...entry, asOfMs: nowMs });
    return entry.packed;
  }

  /** Reads a question, and keeps the finished part of its answer. */
  function read(key: string, query: Query, toFinished: (whole: Answer) => Answer) {
    const asOfMs = now();
    const version = versions.known(query.app)?.version;
    const forgottenBefore = forgotten.get(query.app);
    const whole = deps.load(query);
    const keep = async () => {
      const answer = toFinished(await whole);
      if (forgotten.get(query.app) === forgottenBefore)
        kept.set(key, { packed: deps.pack(answer), loadedAtMs: asOfMs, asOfMs, version });
      return answer;
    };
    const finished = keep().finally(() => {
      if (loading.get(key) === finished) loading.delete(key);
    });
    // Whoever waits for the whole is told how it failed.
    finished.catch(() => undefined);
    loading.set(key, finished);
    return { whole, finished };
  }

  return {
    load: async (query) => {
      const parts = deps.split(query, { nowMs: now(), finishedAfterMs: deps.pastMs + ON_THE_WAY_MS });
      if (parts === undefined) {
        counted.passed += 1;
        return deps.load(query);
      }
      const { finished, rest, toFinished } = parts;
      const key = JSON.stringify([query.app, finished]);
      const found = await find(key, query.app);
      if (found === undefined) counted.misses += 1;
      else counted.hits += 1;
      const known = found === undefined ? loading.get(key) : Promise.resolve(deps.unpack(found));
      // One question instead of two.
      if (known === undefined && rest !== undefined && toFinished !== undefined) {
        return read(key, query, toFinished).whole;
      }
      const answer = known ?? read(key, finished, (whole) => whole).finished;
      if (rest === undefined) return answer;
      return deps.merge(query, ...(await Promise.all([answer, deps.load(rest)])));
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
