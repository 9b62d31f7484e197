import type { AcceptedAnswer, AcceptedBatch, DropCounts, DropReason, Envelope } from '@paceline/protocol';
import type { EnqueueResult } from '@paceline/queue';
import type { CollectorOptions } from '../collectorOptions.ts';
import type { CollectorMetrics } from '../createCollectorMetrics.ts';
import type { CollectorContext } from '../nodeRequest.ts';
import { problemResponse } from '../problem.ts';
import { type Refusal, refusalReason } from '../refusal.ts';
import { type CheckedEvents, createEventChecker, type Drop, dropAll } from './checkEvents.ts';
import { corsHeaders, KEY_HEADER, preflightResponse } from './cors.ts';
import { createKeyRing, type Sender } from './createKeyRing.ts';
import { createRateLimit } from './createRateLimit.ts';
import { createBatchParser } from './parseBatch.ts';
import { readBatchBody } from './readBatchBody.ts';

type Deps = Pick<CollectorOptions, 'apps' | 'limits' | 'producer' | 'log' | 'now'> & {
  readonly metrics: CollectorMetrics;
};

/** What became of one request: an answer to its events, or none of them taken. */
type Outcome =
  | { readonly ok: true; readonly answer: AcceptedAnswer }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Ingest {
  /** `POST /v1/events` */
  readonly post: (c: CollectorContext) => Promise<Response>;
  /** `OPTIONS /v1/events` */
  readonly preflight: (c: CollectorContext) => Response;
}

const UNKNOWN_APP = '';

/**
 * Takes batches. The order of decisions is part of the protocol (docs/protocol.md): key, origin, rate, type and
 * encoding, size, form, events, queue, duplicate.
 */
export function createIngest({ apps, limits, producer, log, now, metrics }: Deps): Ingest {
  const findSender = createKeyRing(apps, limits);
  const secondsToWait = createRateLimit(limits.requestsPerSecondPerKey);
  const parseBatch = createBatchParser(limits);
  const checkEvents = createEventChecker(limits);
  let queueTakes = true;

  async function decide(c: CollectorContext, sender: Sender, origin: string | undefined): Promise<Outcome> {
    // Before the body is read: sending it may take longer than a clock is allowed to be off.
    const receivedAt = now();
    if (!sender.allows(origin)) return refuse({ reason: 'origin-not-allowed', origin: origin ?? '' });
    const retryAfterSeconds = await secondsToWait(sender.keyId);
    if (retryAfterSeconds !== undefined) {
      return refuse({ reason: 'too-fast', perSecond: limits.requestsPerSecondPerKey, retryAfterSeconds });
    }
    const read = await readBatchBody(c, limits);
    if (!read.ok) return refuse(read.refusal);
    metrics.bodyBytes.inc({ app: sender.app }, read.sentBytes);
    const parsed = parseBatch(read.body);
    return parsed.ok ? take(parsed.batch, sender, receivedAt) : refuse(parsed.refusal);
  }

  async function take(batch: Envelope, { app, routes }: Sender, receivedAt: number): Promise<Outcome> {
    const count = batch.events.length;
    metrics.received.inc({ app }, count);

    const checked = checkEvents(batch.events, { sentAt: batch.sentAt, receivedAt }, routes);
    for (const limit of checked.limitHits) metrics.limitHits.inc({ app, limit });
    const { accepted, dropped, folded } = checked;
    const counts = countReasons(dropped);
    if (accepted.length === 0) {
      producer.countDropped(app, counts);
    } else {
      const result = await producer.enqueue(toAcceptedBatch(batch, app, receivedAt, checked), counts);
      noteQueue(result);
      if (!result.ok) return refuseEvents(app, count, result.reason);
      if (result.isDuplicate) {
        metrics.dropped.inc({ app, reason: 'duplicate' }, count);
        return { ok: true, answer: { accepted: 0, dropped: dropAll(count, 'duplicate') } };
      }
      metrics.accepted.inc({ app }, accepted.length);
      if (folded > 0) metrics.routesFolded.inc({ app }, folded);
    }
    for (const { reason } of dropped) metrics.dropped.inc({ app, reason });
    return { ok: true, answer: { accepted: accepted.length, dropped } };
  }

  function refuseEvents(app: string, count: number, reason: 'unavailable' | 'full'): Outcome {
    const refusal = { reason: `queue-${reason}` } as const;
    metrics.refused.inc({ app, reason: refusal.reason }, count);
    return refuse(refusal);
  }

  function noteRefusal(app: string, refusal: Refusal): void {
    countLimit(metrics, app, refusal);
    const reason = refusalReason(refusal);
    if (reason === undefined) return;
    metrics.requestsRefused.inc({ app, reason });
    producer.countRefused(app, reason);
  }

  /** Said once, not for every batch that is refused. */
  function noteQueue(result: EnqueueResult): void {
    if (result.ok && !queueTakes) log.info('the queue takes batches again');
    if (!result.ok && queueTakes) {
      log.error({ reason: result.reason }, 'the queue takes no batches; senders are asked to come back');
    }
    queueTakes = result.ok;
  }

  return {
    async post(c) {
      const startedMs = performance.now();
      const origin = c.req.header('origin');
      const key = keyOf(c);
      const sender = key === undefined ? undefined : findSender(key);
      const outcome =
        sender === undefined
          ? refuse({ reason: key === undefined ? 'missing-key' : 'unknown-key' })
          : await decide(c, sender, origin);
      const app = sender?.app ?? UNKNOWN_APP;
      if (!outcome.ok) noteRefusal(app, outcome.refusal);
      // Without a known key nobody says which origins are allowed: the SDK may read that the key is wrong.
      const cors = corsHeaders(origin, sender === undefined || sender.allows(origin));
      const response = outcome.ok
        ? acceptedResponse(outcome.answer, cors)
        : problemResponse(outcome.refusal, cors);
      metrics.requests.inc({ app, status: response.status });
      metrics.requestSeconds.observe((performance.now() - startedMs) / 1000);
      return response;
    },
    preflight(c) {
      const origin = c.req.header('origin');
      const key = keyOf(c);
      const sender = key === undefined ? undefined : findSender(key);
      if (sender === undefined || sender.allows(origin)) return preflightResponse(origin);
      return problemResponse(
        { reason: 'origin-not-allowed', origin: origin ?? '' },
        corsHeaders(origin, false),
      );
    },
  };
}

/** The key of a request; the header goes before the address. */
function keyOf(c: CollectorContext): string | undefined {
  return (c.req.header(KEY_HEADER) ?? c.req.query('key')) || undefined;
}

function toAcceptedBatch(
  { id, environment, release, source, context }: Envelope,
  app: string,
  receivedAt: number,
  { accepted }: CheckedEvents,
): AcceptedBatch {
  return {
    app,
    batchId: id,
    receivedAt,
    environment: environment ?? 'production',
    release: release ?? '',
    source,
    context: context ?? {},
    events: accepted,
  };
}

function acceptedResponse(answer: AcceptedAnswer, cors: Readonly<Record<string, string>>): Response {
  return new Response(JSON.stringify(answer), {
    status: 202,
    headers: {
      'content-type': 'application/json',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      ...cors,
    },
  });
}

function countReasons(dropped: readonly Drop[]): DropCounts {
  const counts: Partial<Record<DropReason, number>> = {};
  for (const { reason } of dropped) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function refuse(refusal: Refusal): Outcome {
  return { ok: false, refusal };
}

function countLimit(metrics: CollectorMetrics, app: string, refusal: Refusal): void {
  if (refusal.reason === 'too-fast') metrics.limitHits.inc({ app, limit: 'requestsPerSecondPerKey' });
  else if (refusal.reason === 'far-too-many-events') metrics.limitHits.inc({ app, limit: 'eventsPerBatch' });
  else if ('limit' in refusal && refusal.limit !== undefined) {
    metrics.limitHits.inc({ app, limit: refusal.limit });
  }
}
