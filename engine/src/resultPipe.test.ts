import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openResultPipe } from './resultPipe.ts';

const run = promisify(execFile);
const BYTES = 1_000_000;
/** Writes more than a pipe holds, in a process of its own. */
const write = (path: string) => run('sh', ['-c', `head -c ${BYTES} /dev/zero >> "$0"`, path]);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paceline-pipe-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('gives what is written, and leaves nothing behind', async () => {
  const path = join(folder, 'result');
  const pipe = await openResultPipe(path);
  const reading = buffer(pipe.bytes);
  await write(path);
  pipe.end();
  expect((await reading).length).toBe(BYTES);
  await expect.poll(() => stat(path).catch(() => 'gone')).toBe('gone');
});

it('holds up nobody who opens it after its reader left, and is no file then', async () => {
  const path = join(folder, 'result');
  const pipe = await openResultPipe(path);
  pipe.abandon(new Error('the reader left'));
  await expect(buffer(pipe.bytes)).rejects.toThrow('the reader left');
  await write(path);
  expect((await stat(path)).isFIFO()).toBe(true);
  pipe.end();
  await expect.poll(() => stat(path).catch(() => 'gone')).toBe('gone');
});

it('holds up nobody who is writing when its reader leaves', async () => {
  const path = join(folder, 'result');
  const pipe = await openResultPipe(path);
  const writing = write(path);
  const chunks = pipe.bytes[Symbol.asyncIterator]();
  await chunks.next();
  pipe.abandon(new Error('the reader left'));
  await writing;
  pipe.end();
});
