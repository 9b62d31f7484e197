import {
  BUCKET_SECONDS,
  choosePeakResolution,
  planSegments,
  type Retention,
  type Storage,
} from '@paceline/storage';

export type SharedQueries = Pick<Storage, 'loadDistributions' | 'loadPeakRate' | 'loadDimensionValues'>;

interface Run<Answer> {
  readonly current: Promise<Answer>;
  /** Starts when the current one ends; shared by all who asked meanwhile. */
  next?: Promise<Answer>;
}

/**
 * Runs a question that many ask at once (a wall of dashboards) at most once at a time, so that a slow
 * one is not repeated while it still runs. Who asks while it runs gets the answer of a run that starts
 * after it, shared with all others who wait: joining the running one could miss what was stored since.
 *
 * Questions are the same when they read the same buckets, whatever the milliseconds of their ranges.
 */
export function shareQueries(
  storage: SharedQueries,
  { retention, now }: { readonly retention: Retention; readonly now: () => number },
): SharedQueries {
  return {
    loadDistributions: shared(
      (query: Parameters<Storage['loadDistributions']>[0]) => storage.loadDistributions(query),
      ({ fromMs, toMs, ...query }) => {
        const range = {
          fromMs,
          toMs,
          ...(query.stepSeconds !== undefined && { stepSeconds: query.stepSeconds }),
        };
        return [planSegments(range, retention, now()), query];
      },
    ),
    loadPeakRate: shared(
      (query: Parameters<Storage['loadPeakRate']>[0]) => storage.loadPeakRate(query),
      ({ fromMs, toMs, ...query }) => {
        const resolution = choosePeakResolution({ fromMs, toMs }, retention, now());
        const width = BUCKET_SECONDS[resolution] * 1000;
        return [resolution, Math.floor(fromMs / width), Math.ceil(toMs / width), query];
      },
    ),
    loadDimensionValues: shared(
      (query: Parameters<Storage['loadDimensionValues']>[0]) => storage.loadDimensionValues(query),
      ({ fromMs, toMs, ...query }) => [planSegments({ fromMs, toMs }, retention, now()), query],
    ),
  };
}

/** `run`, once at a time for each key. */
function shared<Query, Answer>(
  run: (query: Query) => Promise<Answer>,
  keyOf: (query: Query) => readonly unknown[],
): (query: Query) => Promise<Answer> {
  const running = new Map<string, Run<Answer>>();

  const start = (key: string, query: Query): Promise<Answer> => {
    const entry: Run<Answer> = { current: run(query) };
    running.set(key, entry);
    const end = () => {
      if (running.get(key) === entry && entry.next === undefined) running.delete(key);
    };
    entry.current.then(end, end);
    return entry.current;
  };

  const startAfter = async (run: Promise<Answer>, key: string, query: Query): Promise<Answer> => {
    // Whoever asked for that run is told how it failed.
    await run.catch(() => undefined);
    return start(key, query);
  };

  return (query) => {
    const key = JSON.stringify(keyOf(query));
    const entry = running.get(key);
    if (entry === undefined) return start(key, query);
    return (entry.next ??= startAfter(entry.current, key, query));
  };
}
