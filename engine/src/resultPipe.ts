import { execFile } from 'node:child_process';
import { close, constants, open } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';

const run = promisify(execFile);
const openFile = promisify(open);
const closeFile = promisify(close);

/** A pipe with a name in the file system: ClickHouse writes a result into it as if it were a file, and waits while nobody reads. */
export interface ResultPipe {
  /** What was written, until `end` and the last byte; fails with the error that `abandon` or `end` was given. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /**
   * Nobody wants the result any more: `bytes` fails, and what is written until `end` is thrown away. The pipe stays, as a writer
   * that is about to open it would otherwise wait for a reader for ever, or make a file in its place.
   */
  abandon(error: Error): void;
  /** Nobody writes any more, nor will. After an error, what was not read yet is not given any more. */
  end(error?: Error): void;
}

/**
 * Makes a pipe that nothing has to be cleared from after a kill but its name.
 *
 * @param path where nothing is yet
 * @throws {Error} when the file system has no pipes
 */
export async function openResultPipe(path: string): Promise<ResultPipe> {
  // Node cannot make one itself; the program is part of every POSIX system.
  await run('mkfifo', ['-m', '600', path]);
  // A reader that waits for its writer would hold a thread.
  const reading = await openFile(path, constants.O_RDONLY | constants.O_NONBLOCK);
  // As long as there is a writer, the pipe does not end: ClickHouse opens it when it is ready, or never.
  const writing = await openFile(path, constants.O_WRONLY);
  const socket = new Socket({ fd: reading, readable: true, writable: false });
  const bytes = new PassThrough();
  // Whoever reads is told; nobody may have begun to.
  for (const stream of [socket, bytes]) stream.on('error', () => undefined);
  socket.pipe(bytes);
  let ended = false;
  const abandon = (error: Error) => {
    socket.unpipe(bytes);
    bytes.destroy(error);
    socket.resume();
  };
  return {
    bytes,
    abandon,
    end: (error) => {
      if (error !== undefined) abandon(error);
      if (ended) return;
      ended = true;
      void closeFile(writing);
      void rm(path, { force: true });
    },
  };
}
