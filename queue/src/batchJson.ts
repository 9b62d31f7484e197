import type { AcceptedBatch } from '@paceline/protocol';

/**
 * A batch as JSON in UTF-8. With the text of its events at hand they are not written again. That text goes first: whatever
 * it has besides, the fields after it are the ones that count.
 */
export function batchJson(batch: AcceptedBatch, eventsText: string | undefined): Buffer {
  if (eventsText === undefined) return Buffer.from(JSON.stringify(batch));
  const { events: _events, ...rest } = batch;
  return Buffer.from(`{"events":${eventsText},${JSON.stringify(rest).slice(1)}`);
}
