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
    const onGone = () => resolve({ ok: false, reason: 'incomplete-body' });

    // Nobody else reads the stream, so that the listeners may stay: what comes after the result is known changes nothing.
    stream.on('error', onGone);
    if (stream.destroyed && !stream.readableEnded) {
      onGone();
      return;
    }
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) {
        chunks.push(chunk);
        return;
      }
      stream.removeAllListeners('data');
      stream.pause();
      resolve({ ok: false, reason: 'too-large' });
    });
    stream.on('end', () => {
      const [first] = chunks;
      resolve({ ok: true, body: chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks) });
    });
    stream.on('close', onGone);
  });
}
