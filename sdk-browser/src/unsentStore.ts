import type { Batch } from '@paceline/protocol';
import { MAX_UNSENT_BATCHES, MAX_UNSENT_LENGTH } from './limits.ts';

/** Batches that could not be sent, in this tab: in memory, and where allowed in `sessionStorage`. */
export interface UnsentStore {
  readonly batches: () => readonly Batch[];
  readonly add: (batch: Batch) => void;
  readonly remove: (batch: Batch) => void;
}

/** The bounded store of batches of the app with ingest key `key`, with what an earlier page of the tab left. */
export function createUnsentStore(key: string): UnsentStore {
  const name = `paceline:${key}`;
  let batches: Batch[] = [];
  const save = (): void => {
    batches = batches.slice(-MAX_UNSENT_BATCHES);
    let text = JSON.stringify(batches);
    while (text.length > MAX_UNSENT_LENGTH) text = JSON.stringify((batches = batches.slice(1)));
    try {
      if (batches.length) sessionStorage.setItem(name, text);
      else sessionStorage.removeItem(name);
    } catch {
      // No storage, or it is full: what is in memory has to do.
    }
  };
  try {
    const left: unknown = JSON.parse(sessionStorage.getItem(name) ?? '[]');
    if (Array.isArray(left)) batches = left.filter((batch) => batch?.id && batch.events);
  } catch {
    // As above.
  }
  return {
    batches: () => batches,
    add(batch) {
      if (batches.some(({ id }) => id === batch.id)) return;
      batches.push(batch);
      save();
    },
    remove(batch) {
      if (!batches.some(({ id }) => id === batch.id)) return;
      batches = batches.filter(({ id }) => id !== batch.id);
      save();
    },
  };
}
