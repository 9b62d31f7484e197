import { z } from 'zod';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { eventSchema, type TelemetryEvent } from './events.ts';

/** Which kind of sender measured the batch. */
export const SOURCES = ['browser', 'node', 'synthetic', 'lab'] as const;
export type Source = (typeof SOURCES)[number];

const name = (limits: Limits) => z.string().min(1).max(limits.nameLength);

/** What is true of every event of a batch. Everything is optional. */
export function contextSchema(limits: Limits = DEFAULT_LIMITS) {
  return z
    .object({
      /** Name and version of the SDK, as `browser/0.1.0`. */
      sdk: name(limits).optional(),
      /** Server instance: host name and process. Never a visitor. */
      instance: name(limits).optional(),
      /** Random id of one page view; lives no longer than the page. */
      pageViewId: name(limits).optional(),
      /** Random id of one visit in one tab; lives no longer than the tab. */
      sessionId: name(limits).optional(),
      device: z.enum(['desktop', 'mobile', 'tablet', 'bot']).optional(),
      browser: name(limits).optional(),
      os: name(limits).optional(),
      /** Effective connection type, as `4g`. */
      connection: name(limits).optional(),
      /** ISO 3166-1 alpha-2 country code. */
      country: z
        .string()
        .regex(/^[A-Z]{2}$/, 'two capital letters (ISO 3166-1 alpha-2)')
        .optional(),
    })
    .meta({ id: 'Context' });
}

/**
 * The envelope of a batch. Events are checked one by one with {@link eventSchema}, so that one bad
 * event does not cost its neighbours.
 */
export function envelopeSchema(limits: Limits = DEFAULT_LIMITS) {
  return z.object({
    /** Chosen by the sender, the same on every retry; letters, digits, `_` and `-`. */
    id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 letters, digits, "_" or "-"'),
    /** Sender's clock at the moment of sending: milliseconds since the Unix epoch. Corrects clock skew. */
    sentAt: z.number().int().positive(),
    release: name(limits).optional(),
    environment: name(limits).optional(),
    source: z.enum(SOURCES),
    context: contextSchema(limits).optional(),
    events: z.array(z.unknown()).min(1).max(limits.eventsPerBatch),
  });
}

/** The whole batch, as published in the JSON Schema. */
export function batchSchema(limits: Limits = DEFAULT_LIMITS) {
  return envelopeSchema(limits).extend({
    events: z.array(eventSchema(limits)).min(1).max(limits.eventsPerBatch),
  });
}

export type Context = z.infer<ReturnType<typeof contextSchema>>;
/** A batch as an SDK sends it. */
export type Batch = z.input<ReturnType<typeof batchSchema>>;
export type Envelope = z.infer<ReturnType<typeof envelopeSchema>>;

/**
 * A batch after the collector: keyed to its app, defaults filled in, times corrected to the
 * collector's clock, routes normalised. This is what the queue carries.
 */
export interface AcceptedBatch {
  readonly app: string;
  readonly batchId: string;
  /** Collector's clock, milliseconds since the Unix epoch. */
  readonly receivedAt: number;
  readonly environment: string;
  /** Empty when the sender named none. */
  readonly release: string;
  readonly source: Source;
  readonly context: Context;
  readonly events: readonly TelemetryEvent[];
}

/**
 * Why an event was not stored. Closed: every event that was received is stored, on its way, a dead letter, or dropped
 * for exactly one of these reasons.
 * - `invalid`: it does not fit the schema
 * - `too-old`, `in-the-future`: its time, corrected for clock skew, is out of bounds
 * - `too-many-events`: it stood beyond the most events of a batch
 * - `cardinality`: its metric has a name that the app has no room for any more
 * - `sampled`: the app's configured sampling left it out
 * - `duplicate`: its batch was taken before
 * - `discarded`: it could never be stored, and an operator dropped it from the dead letters
 */
export const DROP_REASONS = [
  'invalid',
  'too-old',
  'in-the-future',
  'too-many-events',
  'cardinality',
  'sampled',
  'duplicate',
  'discarded',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/** Events dropped, by reason; a reason that is not there counts 0. */
export type DropCounts = Readonly<Partial<Record<DropReason, number>>>;

/**
 * Why a whole request was refused before its events were looked at. Closed. What such a request held is not known, so that
 * requests are counted, not events.
 */
export const REFUSAL_REASONS = [
  'unknown-key',
  'origin',
  'rate-limited',
  'unsupported',
  'too-large',
  'malformed',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Body of a `202` answer to `POST /v1/events`. */
export interface AcceptedAnswer {
  readonly accepted: number;
  readonly dropped: readonly {
    readonly index: number;
    readonly reason: DropReason;
    readonly detail?: string;
  }[];
}
