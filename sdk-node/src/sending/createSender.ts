import { MAX_BATCH_EVENTS } from '../limits.ts';
import { splitBatch, takeBatch, type BodyWriter, type PendingBatch } from './batches.ts';
import type { EventBuffer } from './createEventBuffer.ts';
import { postBatch, type Target } from './postBatch.ts';
import { backoffMs } from './retryDelay.ts';

/** What became of the events that were handed over. */
export interface SendingCounts {
  /** Taken by the collector. */
  readonly accepted: number;
  /** Taken, but not stored: the collector named a reason for each. */
  readonly dropped: number;
  /** In batches that the collector refused for good. */
  readonly refused: number;
  /** In batches that are being sent, or wait for another try. */
  readonly waiting: number;
}

export interface Sender {
  /**
   * Sends what waits at the time of the call, batch after batch, until a try fails; a failed batch
   * stays, with its id, for the next call. Never rejects.
   *
   * - `full` sends whole batches only, so that steady traffic does not become many small ones;
   * - `full` and `due` do nothing while a pause after a failure lasts;
   * - `now` only respects a pause that the collector asked for;
   * - `last-chance` respects none.
   */
  send(urgency: 'full' | 'due' | 'now' | 'last-chance'): Promise<void>;
  /** Takes out everything that is not known to have arrived, as bodies of batches, for a process that is about to end. */
  takeUnsent(most: number): readonly string[];
  counts(): SendingCounts;
}

export interface SenderDeps {
  readonly buffer: EventBuffer;
  readonly target: Target;
  readonly writeBody: BodyWriter;
  readonly retryBaseMs: number;
  readonly onProblem: (problem: string) => void;
}

/** Sends one batch at a time, so that a slow collector is never met with more. */
export function createSender({ buffer, target, writeBody, retryBaseMs, onProblem }: SenderDeps): Sender {
  let pending: readonly PendingBatch[] = [];
  let running: Promise<void> | undefined;
  /** Events taken out of the buffer since the start, and how many are to be by the end of this run. */
  let taken = 0;
  let goal = 0;
  let failures = 0;
  let pausedUntil = 0;
  let pauseIsAskedFor = false;
  let accepted = 0;
  let dropped = 0;
  let refused = 0;

  /** Sends the oldest batch; `false` when it has to wait. */
  async function sendBatch(batch: PendingBatch): Promise<boolean> {
    const result = await postBatch(target, writeBody(batch, Date.now()));
    // A crash may have taken the batch meanwhile; then it is its business.
    const isStillOurs = pending[0] === batch;
    if (!isStillOurs) return false;
    const size = batch.events.length;
    if (result.kind === 'failed') {
      failures += 1;
      pauseIsAskedFor = result.afterMs !== null;
      pausedUntil =
        Date.now() + Math.max(result.afterMs ?? 0, backoffMs(failures, retryBaseMs, Math.random()));
      onProblem(result.problem);
      return false;
    }
    failures = 0;
    pausedUntil = 0;
    if (result.kind === 'too-large' && size > 1) {
      pending = [...splitBatch(batch), ...pending.slice(1)];
      return true;
    }
    pending = pending.slice(1);
    if (result.kind === 'accepted') {
      accepted += size - result.droppedEvents;
      dropped += result.droppedEvents;
    } else {
      refused += size;
      onProblem(result.kind === 'refused' ? result.problem : 'the collector finds a single event too large');
    }
    return true;
  }

  async function sendAll(): Promise<void> {
    try {
      for (;;) {
        if (pending.length === 0) {
          const next = taken < goal ? takeBatch(buffer) : undefined;
          if (next === undefined) return;
          taken += next.events.length;
          pending = [next];
        }
        const [batch] = pending;
        if (batch === undefined || !(await sendBatch(batch))) return;
      }
    } finally {
      running = undefined;
    }
  }

  return {
    send(urgency) {
      const isPaused = Date.now() < pausedUntil;
      const isPatient = urgency === 'full' || urgency === 'due';
      if (isPaused && (isPatient || (urgency === 'now' && pauseIsAskedFor))) return Promise.resolve();
      const size = buffer.size();
      goal = Math.max(goal, taken + (urgency === 'full' ? size - (size % MAX_BATCH_EVENTS) : size));
      // Started by a microtask: with nothing to send it would end before `running` is set.
      running ??= Promise.resolve().then(sendAll);
      return running;
    },
    takeUnsent(most) {
      const bodies: string[] = [];
      while (bodies.length < most) {
        const batch = pending[0] ?? takeBatch(buffer);
        if (batch === undefined) break;
        pending = pending.slice(1);
        bodies.push(writeBody(batch, Date.now()));
      }
      return bodies;
    },
    counts: () => ({
      accepted,
      dropped,
      refused,
      waiting: pending.reduce((sum, { events }) => sum + events.length, 0),
    }),
  };
}
