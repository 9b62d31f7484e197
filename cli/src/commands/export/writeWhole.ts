import { randomBytes } from 'node:crypto';
import { createWriteStream, type WriteStream } from 'node:fs';
import { lstat, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FatalError } from '../../fatalError.ts';
import { syncPath } from '../backup/backupFiles.ts';

/**
 * Refuses a place that cannot be written to.
 *
 * @param force whether a file that is there may be replaced; only files ever are
 * @throws {FatalError}
 */
export async function assertPlace(target: string, force: boolean): Promise<void> {
  const present = await lstat(target).catch(() => undefined);
  if (present !== undefined && !present.isFile()) {
    throw new FatalError(`${target} is there and is no file: name a new file.`);
  }
  if (present !== undefined && !force) {
    throw new FatalError(`${target} is already there: name a new file, or add --force to replace it.`);
  }
  const parent = await stat(dirname(target)).catch(() => undefined);
  if (parent?.isDirectory() !== true) {
    throw new FatalError(`the folder ${dirname(target)} does not exist: make it first.`);
  }
}

/**
 * Writes a file beside its place and renames it when everything is on the disk: what has the name is complete.
 *
 * @throws {FatalError} when something has taken the place meanwhile
 * @throws {Error} of `fill` or of the file system; then nothing is left
 */
export async function writeWhole(
  target: string,
  { force, fill }: { readonly force: boolean; readonly fill: (file: WriteStream) => Promise<void> },
): Promise<void> {
  const draft = `${target}.${randomBytes(4).toString('hex')}.partial`;
  try {
    await fill(createWriteStream(draft, { flags: 'wx' }));
    await syncPath(draft);
    await assertPlace(target, force);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncPath(dirname(target));
}
