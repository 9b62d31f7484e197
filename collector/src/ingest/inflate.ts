import { gunzip } from 'node:zlib';

export type Inflated =
  | { readonly ok: true; readonly body: Buffer }
  | { readonly ok: false; readonly reason: 'too-large' }
  | { readonly ok: false; readonly reason: 'invalid-gzip'; readonly detail: string };

/** Decompresses `body`, and stops as soon as it is larger than `mostBytes`. */
export function inflate(body: Buffer, mostBytes: number): Promise<Inflated> {
  return new Promise((resolve) => {
    gunzip(body, { maxOutputLength: mostBytes }, (error, inflated) => {
      if (error === null) resolve({ ok: true, body: inflated });
      else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
        resolve({ ok: false, reason: 'too-large' });
      } else resolve({ ok: false, reason: 'invalid-gzip', detail: error.message });
    });
  });
}
