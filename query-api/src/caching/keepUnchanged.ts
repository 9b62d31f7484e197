import { LRUCache } from 'lru-cache';
import { within } from '../within.ts';
import { type StoredVersions, VERSION_WITHIN_MS } from './createStoredVersions.ts';

/** Shorter ranges are read as quickly as it is found out whether anything was stored. */
export const SHORTEST_KEPT_RANGE_MS = 6 * 3_600_000;
/** Nothing is kept longer, as another process may have deleted something. */
export const UNCHANGED_KEPT_MS = 60_000;
/** What was stored is seen after this time at most: a question of hours is no other one for it, and asking each time costs more than all else. */
export const SEEN_WITHIN_MS = 250;

interface Question {
  readonly app: string;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Kept<Answer> {
  readonly answer: Answer;
  /** What had been stored of its app before it was read. */
  readonly version: string;
  readonly loadedAtMs: number;
}

interface UnchangedDeps<Query, Answer> {
  readonly versions: Pick<StoredVersions, 'recent'>;
  /** Questions of one key read the same buckets. */
  readonly keyOf: (query: Query) => readonly unknown[];
  /** Bytes that an answer takes, about. */
  readonly bytesOf: (answer: Answer) => number;
  readonly maxBytes: number;
  /** Called when a question was answered without being read. */
  readonly onKept?: () => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Answers a question from what was read before, as long as nothing was stored of its app since then: what is stored is
 * counted, and counting it takes a fraction of reading it. For ranges of at least {@link SHORTEST_KEPT_RANGE_MS}, which see
 * what is stored within {@link SEEN_WITHIN_MS}.
 *
 * The count is read before the answer, so that an answer may know more than its count says, and never less.
 */
export function keepUnchanged<Query extends Question, Answer>(
  load: (query: Query) => Promise<Answer>,
  { versions, keyOf, bytesOf, maxBytes, onKept, now }: UnchangedDeps<Query, Answer>,
): (query: Query) => Promise<Answer> {
  const kept = new LRUCache<string, Kept<Answer>>({ maxSize: maxBytes });
  return async (query) => {
    if (query.toMs - query.fromMs < SHORTEST_KEPT_RANGE_MS) return load(query);
    const current = await within(VERSION_WITHIN_MS, versions.recent(query.app, SEEN_WITHIN_MS));
    if (current === undefined) return load(query);
    const { version } = current;
    const key = JSON.stringify([query.app, ...keyOf(query)]);
    const found = kept.get(key);
    const loadedAtMs = now();
    if (found?.version === version) {
      const ageMs = loadedAtMs - found.loadedAtMs;
      if (ageMs >= 0 && ageMs <= UNCHANGED_KEPT_MS) {
        onKept?.();
        return found.answer;
      }
    }
    const answer = await load(query);
    kept.set(key, { answer, version, loadedAtMs }, { size: 2 * key.length + bytesOf(answer) });
    return answer;
  };
}
