import { binOf, type Measurement } from '@paceline/protocol';

import { checkedIndex, checkedNumber, checkedText, checkedTime, checkedWeight } from './rowChecks.ts';

/** Columns of `measurements` in the order of {@link toMeasurementRow}. */
export const MEASUREMENT_COLUMNS = [
  'app',
  'environment',
  'release',
  'metric',
  'route',
  'subject',
  'source',
  'device',
  'browser',
  'country',
  'connection',
  'layer',
  'status_class',
  'instance',
  'at',
  'received_at',
  'value',
  'bin',
  'weight',
  'failed',
  'event_count',
  'batch_id',
  'event_index',
  'trace_id',
  'attributes',
] as const;

/**
 * A measurement as a row of JSONCompactEachRow. Times go as whole milliseconds, which ClickHouse reads as the ticks of
 * a DateTime64(3).
 *
 * @throws {RangeError} when a value could not be stored as it is
 */
export function toMeasurementRow(row: Measurement): readonly (string | number)[] {
  const value = checkedNumber(row.value, 'value');
  return [
    checkedText(row.app, 'app'),
    checkedText(row.environment, 'environment'),
    checkedText(row.release, 'release'),
    checkedText(row.metric, 'metric'),
    checkedText(row.route, 'route'),
    checkedText(row.subject, 'subject'),
    checkedText(row.source, 'source'),
    checkedText(row.device, 'device'),
    checkedText(row.browser, 'browser'),
    checkedText(row.country, 'country'),
    checkedText(row.connection, 'connection'),
    checkedText(row.layer, 'layer'),
    checkedText(row.statusClass, 'statusClass'),
    checkedText(row.instance, 'instance'),
    checkedTime(row.at, 'at'),
    checkedTime(row.receivedAt, 'receivedAt'),
    value,
    binOf(value),
    checkedWeight(row.weight),
    row.failed ? 1 : 0,
    row.eventCount === 1 ? 1 : 0,
    checkedText(row.batchId, 'batchId'),
    checkedIndex(row.eventIndex),
    checkedText(row.traceId, 'traceId'),
    checkedText(row.attributes, 'attributes'),
  ];
}
