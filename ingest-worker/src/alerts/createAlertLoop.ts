import type { Logger } from 'pino';
import type { WorkerMetrics } from '../createWorkerMetrics.ts';
import type { Alerter } from './createAlerter.ts';

/** How often the transitions of the last hour are announced again. */
export const ANNOUNCE_EVERY_MS = 60_000;

interface Deps {
  readonly alerter: Alerter;
  /** Held by one worker at a time; `hold` takes or renews it. */
  readonly lease: { hold(): Promise<boolean>; release(): Promise<void> };
  readonly everySeconds: number;
  readonly now: () => number;
  readonly metrics: Pick<WorkerMetrics, 'evaluating'>;
  readonly log: Logger;
}

/** The evaluating part of a worker. */
export interface AlertLoop {
  /** Waits for a round in progress and gives the lease to another worker. */
  close(): Promise<void>;
}

/**
 * Evaluates budgets every `everySeconds`, in one worker of all. A worker that takes over goes on
 * from what is stored. What could not be announced is announced again in the next round.
 */
export function createAlertLoop({ alerter, lease, everySeconds, now, metrics, log }: Deps): AlertLoop {
  /** False until what is stored was read by this holder of the lease. */
  let isRestored = false;
  let announcedAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function round(): Promise<void> {
    const failures: unknown[] = [];
    const attempt = (run: Promise<void>) => run.catch((error: unknown) => failures.push(error));
    try {
      if (!(await lease.hold())) {
        stepDown();
        return;
      }
      metrics.evaluating.set(1);
      if (!isRestored) await alerter.restore();
      isRestored = true;
      await attempt(alerter.evaluate(now()));
      if (failures.length > 0 || now() - announcedAt >= ANNOUNCE_EVERY_MS) {
        announcedAt = now();
        await attempt(alerter.announceAgain(now()));
      }
    } catch (error) {
      stepDown();
      failures.push(error);
    }
    note(failures);
  }

  /** Said once, not every round. */
  function note(failures: readonly unknown[]): void {
    const [err] = failures;
    if (err !== undefined) announcedAt = Number.NEGATIVE_INFINITY;
    if (err !== undefined && !isFailing) log.error({ err }, 'budgets could not be evaluated; trying again');
    if (err === undefined && isFailing) log.info('budgets are evaluated again');
    isFailing = err !== undefined;
  }

  function stepDown(): void {
    isRestored = false;
    announcedAt = Number.NEGATIVE_INFINITY;
    metrics.evaluating.set(0);
  }

  function schedule(delayMs: number): void {
    timer = setTimeout(() => {
      running = roundAndNext();
    }, delayMs);
  }

  async function roundAndNext(): Promise<void> {
    await round();
    if (!isClosed) schedule(everySeconds * 1000);
  }

  schedule(0);
  return {
    async close() {
      isClosed = true;
      clearTimeout(timer);
      await running;
      await lease.release().catch((error: unknown) => {
        log.warn({ err: error }, 'the lease of the evaluator could not be released; it runs out by itself');
      });
    },
  };
}
