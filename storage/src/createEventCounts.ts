import type { Measurement } from '@paceline/protocol';

/** Columns of `freshness` in the order of {@link EventCounts.toLines}; when it was stored, ClickHouse says. */
export const FRESHNESS_COLUMNS = ['app', 'stored_events'] as const;

export interface EventCounts {
  add(row: Measurement): void;
  /** Rows of `freshness` as lines of JSONCompactEachRow; none when nothing was counted. */
  toLines(): readonly string[];
}

/**
 * Counts the events of a block by app.
 *
 * @param sinceMs Events before it, in epoch milliseconds, are counted by a view of an earlier schema.
 */
export function createEventCounts(sinceMs: number): EventCounts {
  const counts = new Map<string, number>();
  return {
    add({ app, eventCount, at }) {
      if (eventCount === 1 && at >= sinceMs) counts.set(app, (counts.get(app) ?? 0) + 1);
    },
    toLines: () => [...counts].map(([app, events]) => JSON.stringify([app, events])),
  };
}
