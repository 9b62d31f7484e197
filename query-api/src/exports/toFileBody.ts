import type { Readable } from 'node:stream';

interface FileBodyOptions {
  /** Called with what broke the file off, once. */
  readonly onFailure: (error: Error) => void;
  /** Breaks the caller's connection off, so that half a file is not taken for a whole one. Absent: there is no connection. */
  readonly breakOff: ((error: Error) => void) | undefined;
}

/**
 * A file that is on its way, as the body of an answer: read no faster than the caller takes it, and given up when the caller
 * goes.
 */
export function toFileBody(
  bytes: Readable,
  { onFailure, breakOff }: FileBodyOptions,
): ReadableStream<Uint8Array> {
  const source = bytes[Symbol.asyncIterator]();
  let isLeft = false;
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await source.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      } catch (cause) {
        if (isLeft) return;
        const error = cause instanceof Error ? cause : new Error(String(cause));
        onFailure(error);
        if (breakOff === undefined) controller.error(error);
        else breakOff(error);
      }
    },
    cancel() {
      isLeft = true;
      bytes.destroy();
    },
  });
}
