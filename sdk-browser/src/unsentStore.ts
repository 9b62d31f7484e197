import type { Batch } from '@paceline/protocol';
import { MAX_UNSENT_BATCHES } from './limits.ts';

/** Batches that could not be sent, in this tab: in memory, and where allowed in `sessionStorage`. */
export interface UnsentStore {
  readonly batches: () => readonly Batch[];
  /** Keeps `batch`, or with `keep` false forgets it. */
  readonly put: (batch: Batch, keep: boolean) => void;
}

/** The bounded store of batches of the app with ingest key `key`, with what other pages of the tab left. */
export function createUnsentStore(key: string): UnsentStore {
  const name = `paceline:${key}`;
  let batches: readonly Batch[] = [];
  // A page that is being left may still write while the next one already reads.
  const load = (): readonly Batch[] => {
    try {
      batches = (JSON.parse(sessionStorage[name]) as Batch[]).filter((batch) => batch.events);
    } catch {
      // No storage, nothing in it, or nothing of ours: what is in memory has to do.
    }
    return batches;
  };
  return {
    batches: load,
    put(batch, keep) {
      const others = load().filter(({ id }) => id !== batch.id);
      if (!keep && others.length === batches.length) return;
      batches = (keep ? [...others, batch] : others).slice(-MAX_UNSENT_BATCHES);
      try {
        if (batches.length) sessionStorage[name] = JSON.stringify(batches);
        else delete sessionStorage[name];
      } catch {
        // As above.
      }
    },
  };
}
