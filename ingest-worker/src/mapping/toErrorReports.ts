import type { AcceptedBatch, ErrorReport, TelemetryEvent } from '@paceline/protocol';
import { fingerprintOf } from '@paceline/protocol/fingerprint';
import { sessionOf } from './sessionOf.ts';

/** The texts of the errors of a batch, one report an `error` event, in the order of its events. */
export function toErrorReports(batch: AcceptedBatch): ErrorReport[] {
  return batch.events.flatMap((event, eventIndex) => errorReportOf(batch, event, eventIndex) ?? []);
}

/** The texts of one event of a batch, when it is an `error`. */
export function errorReportOf(
  batch: AcceptedBatch,
  event: TelemetryEvent,
  eventIndex: number,
): ErrorReport | undefined {
  if (event.type !== 'error') return undefined;
  return {
    app: batch.app,
    environment: batch.environment,
    release: batch.release,
    route: event.route ?? '',
    source: batch.source,
    at: event.at,
    kind: event.kind,
    name: event.name,
    message: event.message,
    stack: event.stack ?? '',
    fingerprint: fingerprintOf(event),
    weight: event.weight ?? 1,
    sessionId: sessionOf(batch.context),
    batchId: batch.batchId,
    eventIndex,
    traceId: event.traceId ?? '',
  };
}
