import { binOf, type Measurement } from '@paceline/protocol';
import { createQuotedTexts } from './quotedText.ts';
import { checkedIndex, checkedNumber, checkedText, checkedTime, checkedWeight } from './rowChecks.ts';

/** Columns of `measurements` in the order of {@link createMeasurementLines}: first those that all rows of a batch share. */
export const MEASUREMENT_COLUMNS = [
  'app',
  'environment',
  'release',
  'source',
  'device',
  'browser',
  'country',
  'connection',
  'instance',
  'received_at',
  'session_id',
  'batch_id',
  'metric',
  'route',
  'subject',
  'layer',
  'status_class',
  'at',
  'value',
  'bin',
  'weight',
  'failed',
  'event_count',
  'event_index',
  'trace_id',
  'attributes',
] as const;

/**
 * Writes measurements as lines of JSONCompactEachRow. Times go as whole milliseconds, which ClickHouse reads as the ticks of
 * a DateTime64(3).
 *
 * Put together by hand: `JSON.stringify` of an array for each of 60,000 rows a second costs several times as much.
 *
 * @throws {RangeError} when a value could not be stored as it is
 */
export function createMeasurementLines(): (row: Measurement) => string {
  const quoted = createQuotedTexts();
  let last: Measurement | undefined;
  let shared = '';

  return function toMeasurementLine(row) {
    if (last === undefined || !hasSameBatch(row, last)) {
      last = undefined;
      shared = toSharedPart(row, quoted);
      last = row;
    }
    const value = checkedNumber(row.value, 'value');
    // Joined, and not added piece by piece, which would leave a chain of pieces for each row.
    return [
      shared,
      quoted(row.metric, 'metric'),
      quoted(row.route, 'route'),
      quoted(row.subject, 'subject'),
      quoted(row.layer, 'layer'),
      quoted(row.statusClass, 'statusClass'),
      checkedTime(row.at, 'at'),
      value,
      binOf(value),
      checkedWeight(row.weight),
      row.failed ? 1 : 0,
      row.eventCount === 1 ? 1 : 0,
      checkedIndex(row.eventIndex),
      once(row.traceId, 'traceId'),
      `${once(row.attributes, 'attributes')}]`,
    ].join(',');
  };
}

function hasSameBatch(row: Measurement, other: Measurement): boolean {
  return (
    row.batchId === other.batchId &&
    row.sessionId === other.sessionId &&
    row.app === other.app &&
    row.environment === other.environment &&
    row.release === other.release &&
    row.source === other.source &&
    row.device === other.device &&
    row.browser === other.browser &&
    row.country === other.country &&
    row.connection === other.connection &&
    row.instance === other.instance &&
    row.receivedAt === other.receivedAt
  );
}

function toSharedPart(row: Measurement, quoted: (text: string, column: string) => string): string {
  return [
    `[${quoted(row.app, 'app')}`,
    quoted(row.environment, 'environment'),
    quoted(row.release, 'release'),
    quoted(row.source, 'source'),
    quoted(row.device, 'device'),
    quoted(row.browser, 'browser'),
    quoted(row.country, 'country'),
    quoted(row.connection, 'connection'),
    quoted(row.instance, 'instance'),
    checkedTime(row.receivedAt, 'receivedAt'),
    once(row.sessionId, 'sessionId'),
    once(row.batchId, 'batchId'),
  ].join(',');
}

/** A text that hardly ever comes again. */
function once(text: string, column: string): string {
  return text === '' ? '""' : JSON.stringify(checkedText(text, column));
}
