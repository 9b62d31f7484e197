import type { Readable } from 'node:stream';

export type ReadBody =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly reason: 'too-large' | 'incomplete-body' };

/**
 * Reads `stream` up to `mostBytes`, and stops reading at the first byte more, whatever the headers say. The stream is
 * not destroyed then, since the answer still has to go over its connection.
 */
export function readBody(stream: Readable, mostBytes: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;

    const settle = (result: ReadBody) => {
      stream.off('data', onData).off('end', onEnd).off('error', onGone).off('close', onGone);
      // What goes wrong after the answer is known is no longer of interest.
      stream.on('error', () => undefined);
      resolve(result);
    };
    const onData = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) {
        stream.pause();
        settle({ ok: false, reason: 'too-large' });
      } else chunks.push(chunk);
    };
    const onEnd = () => {
      const [first] = chunks;
      settle({ ok: true, body: chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks) });
    };
    const onGone = () => settle({ ok: false, reason: 'incomplete-body' });

    if (stream.destroyed && !stream.readableEnded) onGone();
    else stream.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
  });
}
