import type { Storage } from '@paceline/storage';
import { onceAtATime } from '../queries/onceAtATime.ts';

/** How much is stored of an app. */
export interface StoredVersion {
  /** Another one whenever something was stored, or deleted by this process. */
  readonly version: string;
  /** Epoch milliseconds: what it counts was stored before that, if clocks differ by less than a minute. */
  readonly sinceMs: number;
}

/** Knows whether anything was stored of an app since it was last asked; whoever reads the freshness through it teaches it. */
export interface StoredVersions extends Pick<Storage, 'loadFreshness'> {
  /** The newest version that is known without asking; it may be old. */
  known(app: string): StoredVersion | undefined;
  /** The version at a moment after the call. Who asks at the same time is answered by the same query. Throws `StorageError`. */
  load(app: string): Promise<StoredVersion>;
  /** The version at a moment at most `maxAgeMs` before the call. Throws `StorageError`. */
  recent(app: string, maxAgeMs: number): Promise<StoredVersion>;
  /** Something of the app changed that no count of events shows. */
  bump(app: string): void;
}

/** A version that takes longer to come is not worth waiting for: it is there to save time. */
export const VERSION_WITHIN_MS = 500;

interface StoredVersionsDeps {
  readonly storage: Pick<Storage, 'loadFreshness'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const NOTHING_STORED = { counted: '0', storedAtMs: null };
/** How much the database's clock may be ahead or behind. */
const CLOCKS_DIFFER_MS = 60_000;

export function createStoredVersions({ storage, now }: StoredVersionsDeps): StoredVersions {
  const newest = new Map<string, StoredVersion>();
  const bumps = new Map<string, number>();
  let askedAtMs: number | undefined;

  const ask = onceAtATime(
    async () => {
      const startedAtMs = now();
      const freshness = await storage.loadFreshness();
      const stored = new Map(
        freshness.map(({ app, storedEvents, newestStoredAt }) => [
          app,
          {
            counted: `${storedEvents.toString(36)}.${(newestStoredAt ?? 0).toString(36)}`,
            storedAtMs: newestStoredAt,
          },
        ]),
      );
      const answeredAtMs = now();
      for (const app of new Set([...stored.keys(), ...newest.keys()])) {
        const { counted, storedAtMs } = stored.get(app) ?? NOTHING_STORED;
        const bumped = bumps.get(app);
        const version = bumped === undefined ? counted : `${counted}.${bumped}`;
        if (newest.get(app)?.version === version) continue;
        const sinceMs = Math.min(answeredAtMs, (storedAtMs ?? answeredAtMs) + CLOCKS_DIFFER_MS);
        newest.set(app, { version, sinceMs: bumped === undefined ? sinceMs : answeredAtMs });
      }
      askedAtMs = startedAtMs;
      return freshness;
    },
    () => [],
  );

  async function load(app: string): Promise<StoredVersion> {
    await ask(undefined);
    return read(app);
  }

  function read(app: string): StoredVersion {
    const version = newest.get(app) ?? { version: NOTHING_STORED.counted, sinceMs: now() };
    newest.set(app, version);
    return version;
  }

  return {
    loadFreshness: () => ask(undefined),
    known: (app) => newest.get(app),
    load,
    recent: async (app, maxAgeMs) => {
      const ageMs = askedAtMs === undefined ? Number.POSITIVE_INFINITY : now() - askedAtMs;
      return ageMs >= 0 && ageMs <= maxAgeMs ? read(app) : load(app);
    },
    bump(app) {
      const count = (bumps.get(app) ?? 0) + 1;
      bumps.set(app, count);
      newest.delete(app);
      askedAtMs = undefined;
    },
  };
}
