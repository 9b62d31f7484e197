import type { ErrorReport } from '@paceline/protocol';

import { checkedIndex, checkedText, checkedTime, checkedWeight } from './rowChecks.ts';

/** Columns of `errors` in the order of {@link toErrorRow}. */
export const ERROR_COLUMNS = [
  'app',
  'environment',
  'release',
  'route',
  'source',
  'at',
  'kind',
  'name',
  'message',
  'stack',
  'fingerprint',
  'weight',
  'session_id',
  'batch_id',
  'event_index',
  'trace_id',
] as const;

/**
 * An error report as a row of JSONCompactEachRow.
 *
 * @throws {RangeError} when a value could not be stored as it is
 */
export function toErrorRow(row: ErrorReport): readonly (string | number)[] {
  return [
    checkedText(row.app, 'app'),
    checkedText(row.environment, 'environment'),
    checkedText(row.release, 'release'),
    checkedText(row.route, 'route'),
    checkedText(row.source, 'source'),
    checkedTime(row.at, 'at'),
    checkedText(row.kind, 'kind'),
    checkedText(row.name, 'name'),
    checkedText(row.message, 'message'),
    checkedText(row.stack, 'stack'),
    checkedText(row.fingerprint, 'fingerprint'),
    checkedWeight(row.weight),
    checkedText(row.sessionId, 'sessionId'),
    checkedText(row.batchId, 'batchId'),
    checkedIndex(row.eventIndex),
    checkedText(row.traceId, 'traceId'),
  ];
}
