import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { chmod, lstat, mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { create } from 'tar';
import { FatalError } from '../../fatalError.ts';
import { copyFiles, countBytes, type FoundFile, syncFolder, syncPath } from './backupFiles.ts';
import { MANIFEST_NAME, type Manifest, SECRETS_NAME, TABLES_NAME } from './manifest.ts';

export interface BackupContent {
  /** Folder with ClickHouse's files. */
  readonly tables: string;
  readonly files: readonly FoundFile[];
  readonly manifest: Manifest;
  /** Text of `secrets.json`, when it is to be in the backup. */
  readonly secrets: string | undefined;
}

export interface WriteOptions {
  readonly signal: AbortSignal;
  readonly onBytes: (bytes: number) => void;
}

/** Whether a backup of this name is one file. */
export function isArchive(path: string): boolean {
  return path.endsWith('.tar');
}

/**
 * Refuses a place that cannot be written to, before anything is done.
 *
 * @throws {FatalError}
 */
export async function assertFree(target: string): Promise<void> {
  if (/\.(tgz|zip|gz|zst|bz2|xz)$/.test(target)) {
    throw new FatalError(
      `a backup is a folder or a .tar file: ${target} is neither (what is stored is packed already, packing it again gains little).`,
    );
  }
  const isThere = await lstat(target).then(
    () => true,
    () => false,
  );
  if (isThere) throw new FatalError(`${target} is already there: name a new folder, or a new .tar file.`);
  const parent = await lstat(dirname(target)).catch(() => undefined);
  if (parent === undefined)
    throw new FatalError(`the folder ${dirname(target)} does not exist: make it first.`);
}

/**
 * Writes a backup beside its place and renames it when everything is on the disk: what has the name is complete.
 *
 * @throws {FatalError} when something has taken the place meanwhile
 * @throws {Error} of the file system, or the signal's reason; then nothing is left
 */
export async function writeBackup(
  target: string,
  content: BackupContent,
  options: WriteOptions,
): Promise<void> {
  const draft = `${target}.${randomBytes(4).toString('hex')}.partial`;
  try {
    await (isArchive(target) ? writeArchive : writeFolder)(draft, content, options);
    await assertFree(target);
    await rename(draft, target);
    await syncPath(dirname(target));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function writeFolder(draft: string, content: BackupContent, options: WriteOptions): Promise<void> {
  await mkdir(draft, { mode: 0o700 });
  await copyFiles(content.files, { from: content.tables, to: join(draft, TABLES_NAME), ...options });
  await writeTexts(draft, content);
  await syncFolder(draft);
}

async function writeArchive(draft: string, content: BackupContent, options: WriteOptions): Promise<void> {
  const { signal, onBytes } = options;
  // Beside the archive, which is where secrets may be.
  const staging = await mkdtemp(`${draft}-`);
  try {
    await writeTexts(staging, content);
    await symlink(content.tables, join(staging, TABLES_NAME));
    // What is needed to judge the rest comes first.
    const names = [MANIFEST_NAME, ...(content.secrets === undefined ? [] : [SECRETS_NAME]), TABLES_NAME];
    const archive = create({ cwd: staging, follow: true, portable: true, strict: true }, names);
    await pipeline(Readable.from(archive), countBytes(onBytes), createWriteStream(draft, { mode: 0o600 }), {
      signal,
    });
    await syncPath(draft);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function writeTexts(folder: string, { manifest, secrets }: BackupContent): Promise<void> {
  if (secrets !== undefined) {
    await writeFile(join(folder, SECRETS_NAME), secrets, { mode: 0o600 });
    await chmod(join(folder, SECRETS_NAME), 0o600);
  }
  await writeFile(join(folder, MANIFEST_NAME), `${JSON.stringify(manifest, null, 2)}\n`);
}
