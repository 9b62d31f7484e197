import { isDeepStrictEqual } from 'node:util';
import { type AcceptedBatch, batchSchema, type DropCounts, type Limits } from '@paceline/protocol';
import { batchJson, type BatchProducer } from '@paceline/queue';

/** What became of the events of one app. */
export interface EventCounts {
  /** In the queue. */
  readonly accepted: number;
  readonly dropped: number;
}

/** A queue in memory that keeps nothing but counts, and looks at everything it is given. */
export interface CheckingProducer extends BatchProducer {
  /** The counts of an app since the beginning. */
  countsOf(app: string): EventCounts;
}

/** Ids that are remembered, so that a duplicate is one; the oldest are forgotten. */
const MOST_REMEMBERED = 5000;

const prototypeNames = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));

/** `complain` hears of every batch that must not have come this far. */
export function createCheckingProducer({
  limits,
  complain,
}: {
  readonly limits: Limits;
  readonly complain: (fault: string) => void;
}): CheckingProducer {
  const schema = batchSchema(limits);
  const taken = new Set<string>();
  const counts = new Map<string, { accepted: number; dropped: number }>();

  function countsFor(app: string) {
    const found = counts.get(app) ?? { accepted: 0, dropped: 0 };
    counts.set(app, found);
    return found;
  }

  function check(batch: AcceptedBatch): void {
    const { batchId, receivedAt, release, environment, source, context, events } = batch;
    const named = release === '' ? {} : { release };
    const sent = { id: batchId, sentAt: receivedAt, ...named, environment, source, context, events };
    const parsed = schema.safeParse(sent);
    if (!parsed.success) complain(`an invalid batch was queued: ${parsed.error.message}`);
    else if (!isDeepStrictEqual(parsed.data, sent))
      complain('a batch with fields that are not in the schema was queued');
    if (!isPlain(batch))
      complain('a batch with a number that is not finite, or with a strange object, was queued');
    for (const { at } of events) {
      const isInTime = at >= receivedAt - limits.pastMs && at <= receivedAt + limits.futureMs;
      if (!isInTime) complain(`an event of ${at - receivedAt} ms from now was queued`);
    }
    if (JSON.stringify(Object.getOwnPropertyNames(Object.prototype)) !== prototypeNames) {
      complain('the prototype of every object was changed');
    }
  }

  return {
    countsOf: (app) => ({ ...countsFor(app) }),
    enqueue(batch, dropped, eventsText) {
      check(batch);
      const stored: unknown = JSON.parse(batchJson(batch, eventsText).toString());
      if (!isSame(stored, batch)) complain('the text of the events is not what was accepted');
      const key = `${batch.app} ${batch.batchId}`;
      const found = countsFor(batch.app);
      const isDuplicate = taken.has(key);
      found[isDuplicate ? 'dropped' : 'accepted'] += batch.events.length;
      found.dropped += sumOf(dropped);
      taken.add(key);
      const [oldest] = taken;
      if (taken.size > MOST_REMEMBERED && oldest !== undefined) taken.delete(oldest);
      return Promise.resolve({ ok: true, isDuplicate });
    },
    countDropped(app, dropped) {
      countsFor(app).dropped += sumOf(dropped);
    },
    countRefused: () => undefined,
    ready: () => Promise.resolve(true),
    close: () => Promise.resolve(),
  };
}

function sumOf(dropped: DropCounts): number {
  return Object.values(dropped).reduce((sum, count) => sum + count, 0);
}

/** Whether `value` is what JSON can hold: finite numbers, texts, plain objects. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' || typeof value === 'boolean';
  if (Array.isArray(value)) return value.every(isPlain);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isPlain);
}

/** Whether workers read the batch that was accepted; the order of its fields says nothing, and neither does the sign of 0. */
function isSame(stored: unknown, accepted: AcceptedBatch): boolean {
  return isDeepStrictEqual(throughJson(stored), throughJson(accepted));
}

function throughJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
