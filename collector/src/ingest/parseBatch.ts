import { isUtf8 } from 'node:buffer';
import { type Envelope, envelopeSchema, type Limits } from '@paceline/protocol';
import type { Refusal } from '../refusal.ts';
import { describeIssue } from './describeIssue.ts';
import { isDeeperThan } from './isDeeperThan.ts';

export type ParsedBatch =
  | { readonly ok: true; readonly batch: Envelope }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * A batch may have so many times the events that are kept; each that is not kept is named in the answer, which has
 * to stay small. With more the sender is broken, and the batch is refused.
 */
export const MOST_EVENTS_FACTOR = 10;

/** What some editors and systems write before UTF-8. */
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Reads a body as the envelope of a batch; its events are still unknown. */
export function createBatchParser(limits: Limits): (body: Buffer) => ParsedBatch {
  const most = limits.eventsPerBatch * MOST_EVENTS_FACTOR;
  const schema = envelopeSchema({ ...limits, eventsPerBatch: most });

  return function parseBatch(body) {
    if (!isUtf8(body)) return refused({ reason: 'invalid-utf8' });
    const start = body.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
    let json: unknown;
    try {
      json = JSON.parse(body.toString('utf8', start));
    } catch (error) {
      const detail = error instanceof Error ? error.message.slice(0, 200) : 'not JSON';
      return refused({ reason: 'invalid-json', detail });
    }
    if (isDeeperThan(json, limits.jsonDepth)) return refused({ reason: 'too-deep', most: limits.jsonDepth });
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

function refused(refusal: Refusal): ParsedBatch {
  return { ok: false, refusal };
}
