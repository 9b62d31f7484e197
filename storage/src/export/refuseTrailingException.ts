import { Transform, type TransformCallback } from 'node:stream';

/** Longest part of an exception that is kept for its message. */
const MOST_SAID_BYTES = 16_384;

/**
 * Passes a result of ClickHouse on, and fails where ClickHouse did: a query that fails when rows are on their way already
 * ends its answer with the exception between two marks (ClickHouse 25.11 and later). The marks carry a tag that the head of
 * the answer names, so that no stored text can look like one.
 *
 * @param toError makes an error of what ClickHouse says
 */
export function refuseTrailingException(tag: string, toError: (said: string) => Error): Transform {
  const mark = Buffer.from(`\r\n__exception__\r\n${tag}\r\n`);
  /** What may be the beginning of a mark. */
  let held: Buffer = Buffer.alloc(0);
  let said: Buffer | undefined;

  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      if (said !== undefined) {
        if (said.length < MOST_SAID_BYTES) said = Buffer.concat([said, chunk]);
        return done();
      }
      const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      const at = bytes.indexOf(mark);
      if (at >= 0) {
        said = bytes.subarray(at + mark.length);
        return done(null, bytes.subarray(0, at));
      }
      const passed = Math.max(0, bytes.length - mark.length + 1);
      held = bytes.subarray(passed);
      return done(null, bytes.subarray(0, passed));
    },
    flush(done: TransformCallback) {
      if (said === undefined) done(null, held);
      else done(toError(said.toString('utf8')));
    },
  });
}
