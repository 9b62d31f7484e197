import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

const ANSWER_WITHIN_MS = 3_000;
const RETRY_MS = 100;
const LANES = 8;
const EVENTS_PER_BATCH = 10;
/** This share of the acknowledged batches is sent a second time, as a sender does whose answer got lost. */
const SENT_AGAIN_SHARE = 0.1;

/** What was sent, as its sender knows it. */
export interface SentCounts {
  /** Events of batches that were answered with `202`, each counted once. */
  readonly acknowledgedEvents: number;
  /** Sum of the durations of those events, in milliseconds: whole numbers, so that the sum is exact. */
  readonly acknowledgedMs: number;
  /** Requests that were answered with anything else, or not at all, and were sent again. */
  readonly retries: number;
}

/** Sends batches as an SDK does: one that was not acknowledged is sent again under its id, until it is. */
export interface Sender {
  readonly counts: () => SentCounts;
  /** Begins no new batches, and resolves once all that were begun are acknowledged. */
  stop(): Promise<SentCounts>;
}

export function startSender(options: {
  readonly url: string;
  readonly key: string;
  readonly batchesPerSecond: number;
  /** 0 to 1. */
  readonly random: () => number;
}): Sender {
  const { url, key, batchesPerSecond, random } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: LANES });
  let acknowledgedEvents = 0;
  let acknowledgedMs = 0;
  let retries = 0;
  const stopping = new AbortController();

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      const batch = aBatch(random);
      const body = JSON.stringify(batch);
      await untilAcknowledged(body);
      acknowledgedEvents += batch.events.length;
      acknowledgedMs += batch.events.reduce((sum, { durationMs }) => sum + durationMs, 0);
      if (random() < SENT_AGAIN_SHARE) await untilAcknowledged(body);
      await wait((LANES / batchesPerSecond) * 1000 * 2 * random());
    }
  }

  async function untilAcknowledged(body: string): Promise<void> {
    for (;;) {
      if ((await post(body)) === 202) return;
      retries += 1;
      await wait(RETRY_MS);
    }
  }

  /** The status of the answer, or 0 without one. */
  function post(body: string): Promise<number> {
    return new Promise((resolve) => {
      const sending = request(new URL('/v1/events', url), {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-paceline-key': key,
          'content-length': Buffer.byteLength(body),
        },
        timeout: ANSWER_WITHIN_MS,
      });
      sending.once('response', (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', () => resolve(0));
        answer.once('close', () => resolve(0));
      });
      sending.once('timeout', () => sending.destroy());
      sending.once('error', () => resolve(0));
      sending.once('close', () => resolve(0));
      sending.end(body);
    });
  }

  const lanes = Array.from({ length: LANES }, run);
  const counts = () => ({ acknowledgedEvents, acknowledgedMs, retries });
  return {
    counts,
    async stop() {
      stopping.abort();
      await Promise.all(lanes);
      agent.destroy();
      return counts();
    },
  };
}

function aBatch(random: () => number) {
  const at = Date.now();
  return {
    id: randomUUID(),
    sentAt: at,
    source: 'node',
    events: Array.from({ length: EVENTS_PER_BATCH }, () => ({
      type: 'request',
      at,
      side: 'server',
      method: 'GET',
      route: '/orders/:id',
      status: 200,
      durationMs: 1 + Math.floor(random() * 400),
    })),
  };
}
