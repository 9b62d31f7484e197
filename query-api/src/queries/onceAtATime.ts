interface Run<Answer> {
  readonly current: Promise<Answer>;
  /** Starts when the current one ends; shared by all who asked meanwhile. */
  next?: Promise<Answer>;
}

/**
 * `run`, once at a time for each key. Who asks while it runs gets the answer of a run that starts after it, shared with all
 * others who wait: joining the running one could miss what was stored since.
 */
export function onceAtATime<Query, Answer>(
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
