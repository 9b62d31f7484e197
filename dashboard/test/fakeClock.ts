import type { Clock } from '../src/models/clock.ts';

export interface FakeClock extends Clock {
  /** Moves time on, calling back what is due on the way, in its order. */
  advance(byMs: number): Promise<void>;
}

/** Lets everything that waits for a settled promise go on. */
const settle = () => new Promise<void>((done) => setImmediate(done));

/** A clock that stands still until it is told. */
export function createFakeClock(): FakeClock {
  let nowMs = 1_700_000_000_000;
  const due = new Set<{ readonly atMs: number; readonly run: () => void }>();
  return {
    now: () => nowMs,
    after: (delayMs, run) => {
      const timer = { atMs: nowMs + delayMs, run };
      due.add(timer);
      return () => due.delete(timer);
    },
    advance: async (byMs) => {
      const endMs = nowMs + byMs;
      await settle();
      for (;;) {
        const [next] = [...due].filter(({ atMs }) => atMs <= endMs).toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined) break;
        due.delete(next);
        nowMs = next.atMs;
        next.run();
        await settle();
      }
      nowMs = endMs;
    },
  };
}
