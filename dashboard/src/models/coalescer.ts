import type { Clock } from './clock.ts';

export interface Coalescer {
  /** Asks for a run: at once when none was lately, else as soon as the next is due. */
  request(): void;
  /** Drops what is asked for. */
  stop(): void;
}

interface CoalescerOptions {
  readonly run: () => Promise<void>;
  /** Shortest time between the starts of two runs, in milliseconds. */
  readonly everyMs: number;
  readonly clock: Clock;
}

/**
 * Share of the time that runs may take up: after a run of one second the next starts no sooner than
 * a second after its end, so that a slow server is asked less often.
 */
const BUSY_SHARE = 0.5;

/** Turns any number of requests into runs that never overlap and keep a distance; none is lost. */
export function createCoalescer({ run, everyMs, clock }: CoalescerOptions): Coalescer {
  let notBeforeMs = 0;
  let running = false;
  let wanted = false;
  let cancelTimer: (() => void) | undefined;

  function start() {
    cancelTimer = undefined;
    wanted = false;
    running = true;
    const startedAt = clock.now();
    void run().finally(() => {
      running = false;
      const tookMs = clock.now() - startedAt;
      notBeforeMs = startedAt + Math.max(everyMs, tookMs / BUSY_SHARE);
      if (wanted) request();
    });
  }

  function request() {
    wanted = true;
    if (running || cancelTimer !== undefined) return;
    const waitMs = notBeforeMs - clock.now();
    if (waitMs <= 0) start();
    else cancelTimer = clock.after(waitMs, start);
  }

  return {
    request,
    stop: () => {
      cancelTimer?.();
      cancelTimer = undefined;
      wanted = false;
    },
  };
}
