import type { EnqueueResult } from '@paceline/queue';

/** How long the id of a batch is remembered. */
export const DUPLICATE_WINDOW_MS = 10 * 60 * 1000;

/**
 * Most ids that are remembered, of all apps together; then the oldest is forgotten early. At about 150 bytes
 * each that is 30 MB. Counted in batches: at 1,000 a second it covers the last 200 seconds.
 */
export const MOST_REMEMBERED = 200_000;

/** What is known of a batch that arrives: nothing, that it was taken, or that it is being taken now. */
export type Earlier = 'none' | 'taken' | Promise<EnqueueResult>;

export interface TakenBatches {
  /** What became of an earlier batch of the same app and id. */
  earlier(app: string, batchId: string, at: number): Earlier;
  /** Runs `enqueue`, and remembers the batch once that succeeded: one that failed may be sent again. */
  take(
    app: string,
    batchId: string,
    at: number,
    enqueue: () => Promise<EnqueueResult>,
  ): Promise<EnqueueResult>;
}

/**
 * The batches that this collector took in the last ten minutes, so that one that is sent twice counts once. The
 * memory is this process's: a sender that reaches another collector with its second try is not noticed here.
 * What all collectors share will be kept in Redis.
 */
export function createTakenBatches(mostRemembered = MOST_REMEMBERED): TakenBatches {
  /** Time of taking by batch, oldest first: every entry lives equally long. */
  const takenAt = new Map<string, number>();
  const beingTaken = new Map<string, Promise<EnqueueResult>>();

  function remember(key: string, at: number): void {
    takenAt.delete(key);
    takenAt.set(key, at);
    for (const [oldest, time] of takenAt) {
      if (takenAt.size <= mostRemembered && at - time <= DUPLICATE_WINDOW_MS) break;
      takenAt.delete(oldest);
    }
  }

  return {
    earlier(app, batchId, at) {
      const key = keyOf(app, batchId);
      const time = takenAt.get(key);
      if (time !== undefined && at - time <= DUPLICATE_WINDOW_MS) return 'taken';
      return beingTaken.get(key) ?? 'none';
    },
    take(app, batchId, at, enqueue) {
      const key = keyOf(app, batchId);
      const run = async () => {
        try {
          const result = await enqueue();
          if (result.ok) remember(key, at);
          return result;
        } finally {
          beingTaken.delete(key);
        }
      };
      const taking = run();
      beingTaken.set(key, taking);
      return taking;
    },
  };
}

/** Neither apps nor ids have a space in them. */
function keyOf(app: string, batchId: string): string {
  return `${app} ${batchId}`;
}
