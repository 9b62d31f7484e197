import type { IncomingMessage } from 'node:http';

interface Options {
  /** Breaks the client's connection off, so that half an answer is not taken for a whole one. */
  readonly onBroken: ((error: Error) => void) | undefined;
  /** The client has gone. */
  readonly onCancel: () => void;
  /** Gives the function that ends the body early. */
  readonly onOpen: (end: () => void) => void;
  readonly onClosed: () => void;
}

/** The body of an answer, passed on as it arrives and no faster than it is read. */
export function toWebBody(
  answer: IncomingMessage,
  { onBroken, onCancel, onOpen, onClosed }: Options,
): ReadableStream<Uint8Array> {
  let isOver = false;
  const over = (then: () => void) => {
    if (isOver) return;
    isOver = true;
    onClosed();
    then();
  };

  return new ReadableStream<Uint8Array>({
    start(controller) {
      answer.on('data', (chunk: Buffer) => {
        if (isOver) return;
        controller.enqueue(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength));
        if ((controller.desiredSize ?? 0) <= 0) answer.pause();
      });
      const end = () => over(() => controller.close());
      const broken = () =>
        over(() => {
          const error = new Error('the query API broke its answer off');
          if (onBroken === undefined) controller.error(error);
          else onBroken(error);
        });
      answer.on('end', end).on('error', broken).on('close', broken);
      onOpen(end);
    },
    pull() {
      answer.resume();
    },
    cancel() {
      over(onCancel);
    },
  });
}
