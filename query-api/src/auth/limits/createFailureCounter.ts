const WINDOW_MS = 60_000;
/** Clients that are remembered; with more, the one that failed first is forgotten. */
export const MOST_CLIENTS = 10_000;

/**
 * Counts what clients got wrong, in a minute that begins with the first of it. In this process only: so the counting is part of the
 * checking, and requests that come at once cannot slip in between; and no address leaves the process.
 */
export interface FailureCounter {
  /** Milliseconds until the client may try again; 0 when it may now. */
  blockedMs(client: string): number;
  /** Counts a failure; whether it was the last that the client may have. */
  count(client: string): boolean;
}

interface Failures {
  readonly endsAt: number;
  readonly count: number;
}

/** @param now epoch milliseconds */
export function createFailureCounter(perMinute: number, now: () => number): FailureCounter {
  const byClient = new Map<string, Failures>();

  function find(client: string): Failures | undefined {
    const known = byClient.get(client);
    if (known === undefined || known.endsAt > now()) return known;
    byClient.delete(client);
    return undefined;
  }

  return {
    blockedMs(client) {
      const known = find(client);
      return known === undefined || known.count < perMinute ? 0 : known.endsAt - now();
    },
    count(client) {
      const { endsAt, count } = find(client) ?? { endsAt: now() + WINDOW_MS, count: 0 };
      const [oldest] = byClient.keys();
      if (oldest !== undefined && byClient.size >= MOST_CLIENTS && !byClient.has(client))
        byClient.delete(oldest);
      byClient.set(client, { endsAt, count: count + 1 });
      return count + 1 === perMinute;
    },
  };
}
