import { type Envelope, envelopeSchema, type Limits } from '@paceline/protocol';
import type { Refusal } from '../refusal.ts';
import { describeIssue } from './describeIssue.ts';

export type ParsedBatch =
  | { readonly ok: true; readonly batch: Envelope }
  | { readonly ok: false; readonly refusal: Refusal };

/**
 * A batch may have so many times the events that are kept; each that is not kept is named in the answer, which has
 * to stay small. With more the sender is broken, and the batch is refused.
 */
export const MOST_EVENTS_FACTOR = 10;

/** Reads a body as the envelope of a batch; its events are still unknown. */
export function createBatchParser(limits: Limits): (body: Buffer) => ParsedBatch {
  const most = limits.eventsPerBatch * MOST_EVENTS_FACTOR;
  const schema = envelopeSchema({ ...limits, eventsPerBatch: most });
  const utf8 = new TextDecoder('utf-8', { fatal: true });

  return function parseBatch(body) {
    let text: string;
    try {
      text = utf8.decode(body);
    } catch {
      return refused({ reason: 'invalid-utf8' });
    }
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      const detail = error instanceof Error ? error.message.slice(0, 200) : 'not JSON';
      return refused({ reason: 'invalid-json', detail });
    }
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
