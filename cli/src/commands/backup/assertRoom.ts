import { statfs } from 'node:fs/promises';
import { FatalError } from '../../fatalError.ts';
import { formatBytes } from './formatAmount.ts';

/** @throws {FatalError} when the file system of `folder` does not have room for so much */
export async function assertRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= bytes) return;
  throw new FatalError(`${folder} has room for ${formatBytes(free)}, and ${formatBytes(bytes)} are needed.`);
}
