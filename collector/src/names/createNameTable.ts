import type { Limits } from '@paceline/protocol';

/** The name of everything that does not fit any more. */
export const OTHER = '(other)';

/** A name that nobody used for so long makes room for a new one: after a deployment the old ones go. */
const FORGET_AFTER_MS = 24 * 60 * 60 * 1000;
/** How exactly the last use is known; finer would cost every event. */
const TOUCH_EVERY_MS = 60_000;

/** Names of one kind in one app, at most so many as a limit allows: each is a row of its own in every rollup. */
export interface NameTable {
  has(name: string): boolean;
  /** Whether there is room for `name`, which then is kept. */
  keeps(name: string, at: number): boolean;
  /** `name`, or {@link OTHER} when there is no room for it; then the limit is added to `limitHits`. */
  fold(name: string, at: number, limitHits: (keyof Limits)[]): string;
}

/** A table as large as `limit` says. In memory: each collector learns the names by itself. */
export function createNameTable(limits: Limits, limit: keyof Limits): NameTable {
  /** Time of last use by name, longest unused first. */
  const lastUsed = new Map<string, number>();
  const most = limits[limit];

  function makeRoom(at: number): boolean {
    for (const [name, used] of lastUsed) {
      if (at - used <= FORGET_AFTER_MS) return false;
      lastUsed.delete(name);
      return true;
    }
    return false;
  }

  function keeps(name: string, at: number): boolean {
    const used = lastUsed.get(name);
    if (used === undefined) {
      if (lastUsed.size >= most && !makeRoom(at)) return false;
      lastUsed.set(name, at);
    } else if (at - used > TOUCH_EVERY_MS) {
      lastUsed.delete(name);
      lastUsed.set(name, at);
    }
    return true;
  }

  return {
    has: (name) => lastUsed.has(name),
    keeps,
    fold(name, at, limitHits) {
      if (name === OTHER || keeps(name, at)) return name;
      limitHits.push(limit);
      return OTHER;
    },
  };
}
