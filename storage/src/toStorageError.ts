import { ClickHouseError } from '@clickhouse/client';

import { StorageError, type StorageErrorReason } from './storageError.ts';

/** ClickHouse's error codes by what they mean here; every other code is `refused`. */
const CODES: Readonly<Record<Exclude<StorageErrorReason, 'refused'>, readonly number[]>> = {
  unreachable: [
    209, // SOCKET_TIMEOUT
    210, // NETWORK_ERROR
    236, // ABORTED: the server is shutting down
    279, // ALL_CONNECTION_TRIES_FAILED
    394, // QUERY_WAS_CANCELLED
  ],
  busy: [
    202, // TOO_MANY_SIMULTANEOUS_QUERIES
    252, // TOO_MANY_PARTS
    439, // CANNOT_SCHEDULE_TASK
    473, // DEADLOCK_AVOIDED
  ],
  'too-heavy': [
    158, // TOO_MANY_ROWS
    159, // TIMEOUT_EXCEEDED
    160, // TOO_SLOW
    241, // MEMORY_LIMIT_EXCEEDED
    307, // TOO_MANY_BYTES
    396, // TOO_MANY_ROWS_OR_BYTES
  ],
  'rejected-rows': [
    6, // CANNOT_PARSE_TEXT
    25, // CANNOT_PARSE_ESCAPE_SEQUENCE
    26, // CANNOT_PARSE_QUOTED_STRING
    27, // CANNOT_PARSE_INPUT_ASSERTION_FAILED
    33, // CANNOT_READ_ALL_DATA
    38, // CANNOT_PARSE_DATE
    41, // CANNOT_PARSE_DATETIME
    53, // TYPE_MISMATCH
    69, // ARGUMENT_OUT_OF_BOUND
    70, // CANNOT_CONVERT_TYPE
    72, // CANNOT_PARSE_NUMBER
    117, // INCORRECT_DATA
    321, // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE
    349, // CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN
    691, // UNKNOWN_ELEMENT_OF_ENUM
  ],
};

const REASON_BY_CODE: ReadonlyMap<number, StorageErrorReason> = new Map(
  (['unreachable', 'busy', 'too-heavy', 'rejected-rows'] as const).flatMap((reason) =>
    CODES[reason].map((code) => [code, reason] as const),
  ),
);

/**
 * Whatever the client threw, as a {@link StorageError}. An error without a code of ClickHouse came from the
 * network, from a timeout, or from something in between that is not ClickHouse: `unreachable`.
 *
 * @param doing what was tried, as `insert measurements`
 */
export function toStorageError(error: unknown, doing: string): StorageError {
  if (error instanceof StorageError) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof ClickHouseError)) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const what = message === '' ? code : message;
    return new StorageError('unreachable', `ClickHouse gave no answer to "${doing}": ${what}`, {
      cause: error,
    });
  }
  const reason = REASON_BY_CODE.get(Number(error.code)) ?? 'refused';
  // ClickHouse repeats whole rows in its messages; those belong into no log.
  const [firstLine = ''] = message.split('\n');
  const said = `${error.type ?? 'error'} ${error.code}: ${firstLine.slice(0, 300)}`;
  return new StorageError(reason, `ClickHouse refused to ${doing}: ${said}`, { cause: error });
}
