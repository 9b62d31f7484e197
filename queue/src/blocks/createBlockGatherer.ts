/** What is gathered: a job with its size. */
export interface Gathered {
  readonly events: number;
}

interface GathererOptions<Item extends Gathered> {
  /** A group is complete at this many events. */
  readonly maxEvents: number;
  /** What came first waits at most this long for others, when a group may start. */
  readonly windowMs: number;
  /** Groups in progress at a time. While none may start, more gathers. */
  readonly parallel: number;
  /** Works on a group; never rejects. */
  readonly run: (group: readonly Item[]) => Promise<void>;
}

/** Puts items that come one by one into groups, so that few large groups are worked on, and none waits long. */
export interface BlockGatherer<Item extends Gathered> {
  add(item: Item): void;
  /** Starts what is gathered as soon as it may, without waiting for more. */
  flush(): void;
}

export function createBlockGatherer<Item extends Gathered>(
  options: GathererOptions<Item>,
): BlockGatherer<Item> {
  const { maxEvents, windowMs, parallel, run } = options;
  const waiting: Item[] = [];
  let waitingEvents = 0;
  let running = 0;
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;

  function start(): void {
    while (waiting.length > 0 && running < parallel && (isDue || waitingEvents >= maxEvents)) {
      const group = takeGroup();
      running += 1;
      void run(group).finally(() => {
        running -= 1;
        start();
      });
      // What is left came later; its own time begins now.
      isDue = false;
      clearTimeout(timer);
      timer = undefined;
    }
    if (waiting.length > 0 && !isDue) timer ??= setTimeout(becomeDue, windowMs);
  }

  function becomeDue(): void {
    timer = undefined;
    isDue = true;
    start();
  }

  function takeGroup(): Item[] {
    let events = 0;
    let count = 0;
    for (const item of waiting) {
      if (count > 0 && events + item.events > maxEvents) break;
      events += item.events;
      count += 1;
    }
    waitingEvents -= events;
    return waiting.splice(0, count);
  }

  return {
    add(item) {
      waiting.push(item);
      waitingEvents += item.events;
      start();
    },
    flush: becomeDue,
  };
}
