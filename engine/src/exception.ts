/** A refusal in ClickHouse's own terms, so that clients see the same typed errors as from a server. */
export class EngineException extends Error {
  /** ClickHouse's numeric error code. */
  readonly code: number;
  /** ClickHouse's name of the code, as `SYNTAX_ERROR`. */
  readonly type: string;

  constructor(code: number, type: string, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EngineException';
    this.code = code;
    this.type = type;
  }
}

const STATUS_BY_CODE: ReadonlyMap<number, number> = new Map([
  [36, 400], // BAD_ARGUMENTS
  [62, 400], // SYNTAX_ERROR
  [73, 400], // UNKNOWN_FORMAT
  [115, 404], // UNKNOWN_SETTING
  [46, 404], // UNKNOWN_FUNCTION
  [47, 404], // UNKNOWN_IDENTIFIER
  [60, 404], // UNKNOWN_TABLE
  [81, 404], // UNKNOWN_DATABASE
  [117, 400], // INCORRECT_DATA
  [159, 408], // TIMEOUT_EXCEEDED
  [164, 403], // READONLY
  [194, 401], // REQUIRED_PASSWORD
  [202, 503], // TOO_MANY_SIMULTANEOUS_QUERIES
  [241, 500], // MEMORY_LIMIT_EXCEEDED
  [516, 403], // AUTHENTICATION_FAILED
]);

/** HTTP status for a ClickHouse error code; 500 for every code without one of its own, like a server. */
export function toHttpStatus(code: number): number {
  return STATUS_BY_CODE.get(code) ?? 500;
}

/** The text that a ClickHouse server puts into the body. */
export function toExceptionText(exception: EngineException, version: string): string {
  return `Code: ${exception.code}. DB::Exception: ${exception.message} (${exception.type}) (version ${version} (embedded))\n`;
}

const NATIVE_MESSAGE = /^Code: (\d+)\. DB::Exception: ([\s\S]*?)\s*\(([A-Z][A-Z0-9_]{2,})\)\s*$/;

/** What a message that was wrapped in others of its kind begins and ends with. */
const WRAPPING = /^(?:Code: \d+\. DB::Exception: )+|(?:\s*\([A-Z][A-Z0-9_]{2,}\) \(version [^)]*\)\.?)+$/g;

/** Whatever chdb threw, in ClickHouse's terms; an unknown error is `UNKNOWN_EXCEPTION` (1002). */
export function toEngineException(error: unknown): EngineException {
  if (error instanceof EngineException) return error;
  const message = error instanceof Error ? error.message : String(error);
  const match = NATIVE_MESSAGE.exec(message);
  if (match?.[1] !== undefined && match[2] !== undefined && match[3] !== undefined) {
    return new EngineException(Number(match[1]), match[3], match[2].replaceAll(WRAPPING, ''), error);
  }
  return new EngineException(
    1002,
    'UNKNOWN_EXCEPTION',
    message.replace(/^Code: \d+\. DB::Exception: /, ''),
    error,
  );
}
