import type { AcceptedBatch, ErrorReport, Measurement } from '@paceline/protocol';
import type { Block, DeadLetter } from '@paceline/queue';
import { errorReportOf } from '../mapping/toErrorReports.ts';
import { measurementsOf } from '../mapping/toMeasurements.ts';

/** An event of a block with everything that is stored of it. */
export interface BlockEvent {
  readonly batch: AcceptedBatch;
  readonly batchIndex: number;
  readonly eventIndex: number;
  readonly rows: readonly Measurement[];
  /** Its texts, when it is an error. */
  readonly report: ErrorReport | undefined;
}

/** An event that can never be stored, and why. */
export interface Unstorable {
  readonly batch: AcceptedBatch;
  readonly batchIndex: number;
  readonly eventIndex: number;
  readonly reason: string;
}

/** The events of a block in their order, and those that there is no way to store. The same block always gives the same. */
export function toBlockEvents({ batches }: Block): {
  readonly events: readonly BlockEvent[];
  readonly unstorable: readonly Unstorable[];
} {
  const events: BlockEvent[] = [];
  const unstorable: Unstorable[] = [];
  for (const [batchIndex, batch] of batches.entries()) {
    for (const [eventIndex, event] of batch.events.entries()) {
      const place = { batch, batchIndex, eventIndex };
      try {
        const rows = measurementsOf(batch, event, eventIndex);
        if (rows.length === 0) unstorable.push({ ...place, reason: 'it names no figure' });
        else events.push({ ...place, rows, report: errorReportOf(batch, event, eventIndex) });
      } catch (error) {
        unstorable.push({ ...place, reason: error instanceof Error ? error.message : String(error) });
      }
    }
  }
  return { events, unstorable };
}

/** The letter of an event; the same one however often its block is tried. */
export function toDeadLetter(blockId: string, event: Unstorable, at: number): DeadLetter {
  const { batch, batchIndex, eventIndex, reason } = event;
  const lost = batch.events[eventIndex];
  return {
    id: `${blockId}-${batchIndex}-${eventIndex}`,
    app: batch.app,
    reason,
    at,
    batch: { ...batch, events: lost === undefined ? [] : [lost] },
  };
}
