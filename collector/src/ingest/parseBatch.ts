import { isUtf8 } from 'node:buffer';
import { createQuickCheck, type Envelope, envelopeSchema, type Limits } from '@paceline/protocol';
import type { Refusal } from '../refusal.ts';
import { describeIssue } from './describeIssue.ts';
import { isDeeperThan } from './isDeeperThan.ts';

export type ParsedBatch =
  | {
      readonly ok: true;
      readonly batch: Envelope;
      /** Its JSON, when that has known fields only. */
      readonly text?: string;
    }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * A batch may have so many times the events that are kept; each that is not kept is named in the answer, which has
 * to stay small. With more the sender is broken, and the batch is refused.
 */
export const MOST_EVENTS_FACTOR = 10;

/** Bytes of the byte order mark, which some systems write before UTF-8. */
const MARK_BYTES = 3;

/** Reads a body as the envelope of a batch; its events are still unknown. */
export function createBatchParser(limits: Limits): (body: Buffer) => ParsedBatch {
  const most = limits.eventsPerBatch * MOST_EVENTS_FACTOR;
  const schema = envelopeSchema({ ...limits, eventsPerBatch: most });

  const isCertain = createQuickCheck(schema);

  /** Of the batch without its events, each of which is looked at by itself. */
  function isTooDeep(json: unknown): boolean {
    if (typeof json !== 'object' || json === null || Array.isArray(json))
      return isDeeperThan(json, limits.jsonDepth);
    return Object.entries(json).some(
      ([name, value]) => name !== 'events' && isDeeperThan(value, limits.jsonDepth - 1),
    );
  }

  return function parseBatch(body) {
    if (!isUtf8(body)) return refused({ reason: 'invalid-utf8' });
    const text = body.toString('utf8', hasMark(body) ? MARK_BYTES : 0);
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      const detail = error instanceof Error ? error.message.slice(0, 200) : 'not JSON';
      return refused({ reason: 'invalid-json', detail });
    }
    if (isCertain(json)) return { ok: true, batch: json, text };
    if (isTooDeep(json)) return refused({ reason: 'too-deep', most: limits.jsonDepth });
    const parsed = schema.safeParse(json);
    if (parsed.success) return { ok: true, batch: parsed.data };
    const [issue] = parsed.error.issues;
    if (issue === undefined)
      return refused({ reason: 'invalid-batch', field: '', detail: 'it is not valid' });
    const described = describeIssue(issue, limits);
    return described.limit === 'eventsPerBatch'
      ? refused({ reason: 'far-too-many-events', most, perBatch: limits.eventsPerBatch })
      : refused({ reason: 'invalid-batch', ...described });
  };
}

function hasMark(body: Buffer): boolean {
  return body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf;
}

function refused(refusal: Refusal): ParsedBatch {
  return { ok: false, refusal };
}
