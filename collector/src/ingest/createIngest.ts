import type { AcceptedAnswer, DropCounts, DropReason, Envelope } from '@paceline/protocol';
import type { CollectorOptions } from '../collectorOptions.ts';
import { createAddressBuckets } from '../client/createAddressBuckets.ts';
import { createClientAddress } from '../client/createClientAddress.ts';
import { createContextFiller } from '../client/createContextFiller.ts';
import type { AppMetrics, CollectorMetrics } from '../metrics/createCollectorMetrics.ts';
import { toProblemParts } from '../problem.ts';
import { type Refusal, refusalReason } from '../refusal.ts';
import { createEventChecker, type Drop, dropAll } from './checkEvents.ts';
import { corsHeaders, KEY_HEADER, preflightAnswer } from './cors.ts';
import { createKeyRing, type Sender } from './createKeyRing.ts';
import { createQueueNotes } from './createQueueNotes.ts';
import type { IngestAnswer, IngestRequest } from './ingestRequest.ts';
import { createBatchParser } from './parseBatch.ts';
import { eventsTextOf } from './eventsTextOf.ts';
import { readBatchBody } from './readBatchBody.ts';
import { toAcceptedBatch } from './toAcceptedBatch.ts';

type Deps = Pick<
  CollectorOptions,
  'apps' | 'limits' | 'producer' | 'rateLimiter' | 'trustedProxies' | 'countryHeader' | 'log' | 'now'
> & { readonly metrics: CollectorMetrics };

/** What became of one request: an answer to its events, or none of them taken. */
type Outcome =
  | { readonly ok: true; readonly answer: AcceptedAnswer }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Ingest {
  /** `POST /v1/events` */
  readonly post: (request: IngestRequest) => Promise<IngestAnswer>;
  /** `OPTIONS /v1/events` */
  readonly preflight: (request: IngestRequest) => IngestAnswer;
}

const UNKNOWN_APP = '';
const NOTHING_DROPPED: DropCounts = {};

/**
 * Takes batches. The order of decisions is part of the protocol (docs/protocol.md): rate of the address, key, origin, rate of
 * the key, type and encoding, size, form, sampling, events, queue, duplicate.
 */
export function createIngest(deps: Deps): Ingest {
  const { apps, limits, producer, rateLimiter, log, now, metrics } = deps;
  const { requestsPerSecondPerIp, requestsPerSecondPerKey } = limits;
  const bucketOf = createAddressBuckets(createClientAddress(deps.trustedProxies ?? []));
  const isForwarded = deps.trustedProxies !== undefined && deps.trustedProxies.length > 0;
  const fillContext = createContextFiller(deps.countryHeader);
  const findSender = createKeyRing(apps, limits, metrics);
  const parseBatch = createBatchParser(limits);
  const checkEvents = createEventChecker(limits);
  const ofNobody = metrics.ofApp(UNKNOWN_APP);
  const noteQueue = createQueueNotes(log);

  function takeOfAddress(request: IngestRequest): boolean | Promise<boolean> {
    const forwardedFor = isForwarded ? request.header('x-forwarded-for') : undefined;
    return rateLimiter.take(bucketOf(request.remoteAddress, forwardedFor), requestsPerSecondPerIp);
  }

  async function decide(
    request: IngestRequest,
    sender: Sender,
    origin: string | undefined,
  ): Promise<Outcome> {
    // Before the body is read: sending it may take longer than a clock is allowed to be off.
    const receivedAt = now();
    if (!sender.allows(origin)) return refuse({ reason: 'origin-not-allowed', origin: origin ?? '' });
    const taken = rateLimiter.take(sender.bucket, requestsPerSecondPerKey);
    if (taken !== true && !(await taken)) {
      const perSecond = requestsPerSecondPerKey;
      return refuse({ reason: 'too-fast', limit: 'requestsPerSecondPerKey', perSecond });
    }
    const read = await readBatchBody(request, limits);
    if (!read.ok) return refuse(read.refusal);
    sender.metrics.bodyBytes.add(read.sentBytes);
    const parsed = parseBatch(read.body);
    if (!parsed.ok) return refuse(parsed.refusal);
    const { batch, text } = parsed;
    sender.metrics.received.add(batch.events.length);
    return sender.sampler === undefined || sender.sampler.keeps(batch)
      ? take(request, batch, text, sender, receivedAt)
      : leaveOut(batch, sender);
  }

  async function take(
    request: IngestRequest,
    batch: Envelope,
    text: string | undefined,
    sender: Sender,
    receivedAt: number,
  ): Promise<Outcome> {
    const { app, names, metrics: counted } = sender;
    const sent = batch.events.length;
    const { accepted, dropped, folded, limitHits, isVerbatim } = checkEvents(
      batch.events,
      { sentAt: batch.sentAt, receivedAt },
      sender,
    );
    const counts = dropped.length === 0 ? NOTHING_DROPPED : countReasons(dropped);
    if (accepted.length === 0) {
      producer.countDropped(app, counts);
    } else {
      const context = fillContext(batch.context ?? {}, batch.source, request);
      const acceptance = { app, names, receivedAt, context, events: accepted, limitHits };
      const kept = toAcceptedBatch(batch, acceptance);
      const eventsText = isVerbatim && text !== undefined ? verbatimText(text) : undefined;
      const result = await producer.enqueue(kept, counts, eventsText);
      noteQueue(result);
      if (!result.ok) {
        const refusal = { reason: `queue-${result.reason}` } as const;
        counted.refused(refusal.reason).add(sent);
        return refuse(refusal);
      }
      if (result.isDuplicate) return dropWhole(sent, 'duplicate', counted);
      counted.accepted.add(accepted.length);
      if (folded > 0) counted.routesFolded.add(folded);
    }
    for (const limit of limitHits) counted.limitHits(limit).add(1);
    for (const { reason } of dropped) counted.dropped(reason).add(1);
    return { ok: true, answer: { accepted: accepted.length, dropped } };
  }

  function leaveOut(batch: Envelope, { app, metrics: counted }: Sender): Outcome {
    producer.countDropped(app, { sampled: batch.events.length });
    return dropWhole(batch.events.length, 'sampled', counted);
  }

  function noteRefusal(app: string, counted: AppMetrics, refusal: Refusal): void {
    const limit = limitOf(refusal);
    if (limit !== undefined) counted.limitHits(limit).add(1);
    const reason = refusalReason(refusal);
    if (reason === undefined) return;
    counted.requestsRefused(reason).add(1);
    producer.countRefused(app, reason);
  }

  return {
    async post(request) {
      const startedMs = performance.now();
      const origin = request.header('origin');
      const taken = takeOfAddress(request);
      let sender: Sender | undefined;
      let outcome: Outcome;
      if (taken === true || (await taken)) {
        const key = keyOf(request);
        sender = key === undefined ? undefined : findSender(key);
        outcome =
          sender === undefined
            ? refuse({ reason: key === undefined ? 'missing-key' : 'unknown-key' })
            : await decide(request, sender, origin);
      } else {
        const perSecond = requestsPerSecondPerIp;
        outcome = refuse({ reason: 'too-fast', limit: 'requestsPerSecondPerIp', perSecond });
      }
      const counted = sender?.metrics ?? ofNobody;
      if (!outcome.ok) noteRefusal(sender?.app ?? UNKNOWN_APP, counted, outcome.refusal);
      // Without a known key nobody says which origins are allowed: the SDK may read that the key is wrong.
      const cors = corsHeaders(origin, sender === undefined || sender.allows(origin));
      const answer = outcome.ok ? acceptedAnswer(outcome.answer, cors) : problemAnswer(outcome.refusal, cors);
      counted.requests(answer.status).add(1);
      metrics.requestSeconds.observe((performance.now() - startedMs) / 1000);
      return answer;
    },
    preflight(request) {
      const origin = request.header('origin');
      const key = keyOf(request);
      const sender = key === undefined ? undefined : findSender(key);
      if (sender === undefined || sender.allows(origin)) return preflightAnswer(origin);
      return problemAnswer(
        { reason: 'origin-not-allowed', origin: origin ?? '' },
        corsHeaders(origin, false),
      );
    },
  };
}

/** The key of a request; the header goes before the address. */
function keyOf(request: IngestRequest): string | undefined {
  return (request.header(KEY_HEADER) ?? request.parameter('key')) || undefined;
}

/** The events' own text; nothing where addresses may have been cut. */
function verbatimText(text: string): string | undefined {
  return text.includes('://') ? undefined : eventsTextOf(text);
}

function dropWhole(events: number, reason: DropReason, counted: AppMetrics): Outcome {
  counted.dropped(reason).add(events);
  return { ok: true, answer: { accepted: 0, dropped: dropAll(events, reason) } };
}

const ACCEPTED_HEADERS = {
  'content-type': 'application/json',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
};

function acceptedAnswer(answer: AcceptedAnswer, cors: Readonly<Record<string, string>>): IngestAnswer {
  const { accepted, dropped } = answer;
  // Most answers name no event.
  const body = dropped.length === 0 ? `{"accepted":${accepted},"dropped":[]}` : JSON.stringify(answer);
  return { status: 202, headers: { ...ACCEPTED_HEADERS, ...cors }, body };
}

function problemAnswer(refusal: Refusal, cors: Readonly<Record<string, string>>): IngestAnswer {
  const { status, headers, body } = toProblemParts(refusal);
  return { status, headers: { ...headers, ...cors }, body };
}

function countReasons(dropped: readonly Drop[]): DropCounts {
  const counts: Partial<Record<DropReason, number>> = {};
  for (const { reason } of dropped) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function refuse(refusal: Refusal): Outcome {
  return { ok: false, refusal };
}

/** The limit that made a request be refused. */
function limitOf(refusal: Refusal): Parameters<AppMetrics['limitHits']>[0] | undefined {
  if (refusal.reason === 'far-too-many-events') return 'eventsPerBatch';
  if (refusal.reason === 'too-deep') return 'jsonDepth';
  return 'limit' in refusal ? refusal.limit : undefined;
}
