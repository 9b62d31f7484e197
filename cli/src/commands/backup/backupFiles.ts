import { copyFile, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { Transform } from 'node:stream';

/** Files that are worked on at one time. */
const AT_ONCE = 4;

export interface FoundFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly bytes: number;
}

/** Every file below `folder`; links are none. */
export async function listFiles(folder: string): Promise<readonly FoundFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const files: FoundFile[] = [];
  await forEach(paths, async (path) => {
    files.push({ path, bytes: (await stat(join(folder, path))).size });
  });
  return files;
}

/** Bytes of all these files together. */
export function totalBytes(files: readonly FoundFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Copies files from one folder to another, which needs not be there. */
export async function copyFiles(
  files: readonly FoundFile[],
  options: {
    readonly from: string;
    readonly to: string;
    readonly signal: AbortSignal;
    readonly onBytes: (bytes: number) => void;
  },
): Promise<void> {
  const { from, to, signal, onBytes } = options;
  await forEach(files, async ({ path, bytes }) => {
    signal.throwIfAborted();
    await mkdir(dirname(join(to, path)), { recursive: true });
    await copyFile(join(from, path), join(to, path));
    onBytes(bytes);
  });
}

/** Passes bytes on, and tells how many. */
export function countBytes(onBytes: (bytes: number) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
}

/** Has everything below `folder` written to the disk, so that it outlives a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  await forEach([folder, ...entries.map((entry) => join(entry.parentPath, entry.name))], syncPath);
}

/** Has one file, or the names in one folder, written to the disk. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function forEach<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  let failed = false;
  const outcomes = await Promise.allSettled(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of rest) {
        if (failed) return;
        try {
          await work(item);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    }),
  );
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
}
