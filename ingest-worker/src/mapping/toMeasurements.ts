import type { AcceptedBatch, Measurement, TelemetryEvent } from '@paceline/protocol';
import { cache } from './cache.ts';
import { error } from './error.ts';
import type { Figure } from './figure.ts';
import { inference } from './inference.ts';
import { measure } from './measure.ts';
import { pageResources } from './pageResources.ts';
import { pageWeight } from './pageWeight.ts';
import { query } from './query.ts';
import { request } from './request.ts';
import { sdk } from './sdk.ts';
import { sessionOf } from './sessionOf.ts';
import { system } from './system.ts';
import { vital } from './vital.ts';

/** The rows that a batch is stored as, in the order of its events ({@link measurementsOf}). */
export function toMeasurements(batch: AcceptedBatch): Measurement[] {
  return batch.events.flatMap((event, eventIndex) => measurementsOf(batch, event, eventIndex));
}

/**
 * The rows that one event of a batch is stored as. The same event always gives the same rows, so that a block that is tried
 * again is the same block.
 *
 * Every event gives at least one row, but for a `system` event that names no figure, which gives
 * none. The first row of an event has `eventCount` 1, its others 0.
 *
 * @throws {Error} when this worker does not know the event's type
 */
export function measurementsOf(
  batch: AcceptedBatch,
  event: TelemetryEvent,
  eventIndex: number,
): Measurement[] {
  const { app, environment, release, source, context, receivedAt, batchId } = batch;
  const { device = '', browser = '', country = '', connection = '', instance = '' } = context;
  const sessionId = sessionOf(context);
  const { route = '', at, weight = 1 } = event;
  const traceId = 'traceId' in event ? (event.traceId ?? '') : '';
  const attributes = event.attributes === undefined ? '' : JSON.stringify(event.attributes);
  // Written out whole: spreading what the rows share into each of them was the largest part of a worker's work.
  return figuresOf(event).map((figure, index) => ({
    app,
    environment,
    release,
    metric: figure.metric,
    route,
    subject: figure.subject ?? '',
    source,
    device,
    browser,
    country,
    connection,
    layer: figure.layer ?? '',
    statusClass: figure.statusClass ?? '',
    instance,
    at,
    receivedAt,
    value: figure.value,
    weight: (figure.count ?? 1) * weight,
    failed: figure.failed ?? false,
    eventCount: index === 0 ? 1 : 0,
    sessionId,
    batchId,
    eventIndex,
    traceId,
    attributes,
  }));
}

/**
 * How many rows an event is stored as; 0 for a `system` event that names no figure.
 *
 * @throws {Error} when this worker does not know the event's type
 */
export function rowCountOf(event: TelemetryEvent): number {
  return figuresOf(event).length;
}

function figuresOf(event: TelemetryEvent): readonly Figure[] {
  switch (event.type) {
    case 'vital':
      return vital(event);
    case 'request':
      return request(event);
    case 'query':
      return query(event);
    case 'cache':
      return cache(event);
    case 'inference':
      return inference(event);
    case 'page-weight':
      return pageWeight(event);
    case 'page-resources':
      return pageResources(event);
    case 'system':
      return system(event);
    case 'error':
      return error(event);
    case 'measure':
      return measure(event);
    case 'sdk':
      return sdk(event);
    default:
      throw new Error(`this worker does not know events of type "${typeOf(event)}"; a newer one may`);
  }
}

/** Collectors may be newer than this worker, so a type outside the protocol's union can arrive. */
function typeOf(event: never): string {
  return String(Reflect.get(event, 'type'));
}
