import type { AcceptedBatch, ErrorReport, Measurement, TelemetryEvent } from '@paceline/protocol';
import type { Block, DeadLetter } from '@paceline/queue';
import { errorReportOf } from '../mapping/toErrorReports.ts';
import { measurementsOf, rowCountOf } from '../mapping/toMeasurements.ts';

/**
 * An event of a block. Its rows are made when they are written and then forgotten: kept for the time of an insert they
 * cost the garbage collector more than making them.
 */
export interface BlockEvent {
  readonly batch: AcceptedBatch;
  readonly batchIndex: number;
  readonly eventIndex: number;
  readonly event: TelemetryEvent;
  /** Rows of measurements; at least 1. */
  readonly rowCount: number;
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
      try {
        const rowCount = rowCountOf(event);
        if (rowCount > 0) events.push({ batch, batchIndex, eventIndex, event, rowCount });
        else unstorable.push({ batch, batchIndex, eventIndex, reason: 'it names no figure' });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        unstorable.push({ batch, batchIndex, eventIndex, reason });
      }
    }
  }
  return { events, unstorable };
}

/** The rows of events, one by one. */
export function* measurementsOfAll(events: readonly BlockEvent[]): Generator<Measurement> {
  for (const { batch, event, eventIndex } of events) yield* measurementsOf(batch, event, eventIndex);
}

/** The texts of the errors among events. */
export function reportsOfAll(events: readonly BlockEvent[]): readonly ErrorReport[] {
  return events.flatMap(({ batch, event, eventIndex }) => errorReportOf(batch, event, eventIndex) ?? []);
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
