import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ensureSecrets } from '@paceline/config';
import { takeRestored, toRestoredFolder } from '@paceline/engine';
import { createStorage } from '@paceline/storage';
import { FatalError } from '../../fatalError.ts';
import { DATABASE } from '../../roles/connectStorage.ts';
import { createStopSignal } from '../createStopSignal.ts';
import { loadCheckedConfig } from '../loadCheckedConfig.ts';
import { assertRoom } from './assertRoom.ts';
import { listFiles, syncFolder, totalBytes } from './backupFiles.ts';
import { type ClaimedFolder, claimDataFolder } from './claimDataFolder.ts';
import { createProgress } from './createProgress.ts';
import { formatBytes, formatCount } from './formatAmount.ts';
import type { Manifest } from './manifest.ts';
import { type Backup, openBackup } from './openBackup.ts';
import { withPrivateEngine } from './privateEngine.ts';
import { checkSecrets, writeSecrets } from './restoreSecrets.ts';

export interface RestoreOptions {
  /** What `paceline backup` made. */
  readonly source: string;
  /** Whether what is stored now may be given up. */
  readonly replace: boolean;
  readonly withSecrets: boolean;
}

/**
 * `paceline restore`: puts what a backup holds in the place of what is stored, while Paceline runs or not.
 *
 * @throws {FatalError} when it cannot; then what was stored is still there
 */
export async function restore(options: RestoreOptions): Promise<void> {
  const source = resolve(options.source);
  const backup = await openBackup(source);
  const secrets = options.withSecrets ? backup.secrets : undefined;
  if (options.withSecrets && secrets === undefined) {
    throw new FatalError(`${source} holds no secrets: it was made without --with-secrets.`);
  }
  const signal = createStopSignal();
  const claimed = await claimDataFolder();
  try {
    await restoreTo(claimed, backup, { ...options, source, secrets, signal });
  } catch (error) {
    if (signal.aborted) throw new FatalError('stopped; what was stored is still there.', { cause: error });
    if (error instanceof FatalError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FatalError(`the restore failed, what was stored is still there: ${reason}`, { cause: error });
  } finally {
    claimed.release();
  }
}

async function restoreTo(
  claimed: ClaimedFolder,
  backup: Backup,
  options: RestoreOptions & { readonly secrets: string | undefined; readonly signal: AbortSignal },
): Promise<void> {
  const { dataFolder, tables, engine } = claimed;
  const { source, replace, secrets, signal } = options;
  const { manifest } = backup;
  if (!replace && (engine !== undefined || (await isUsed(tables)))) {
    throw new FatalError(
      `${dataFolder} holds measurements already: add --replace to give them up for those of ${manifest.takenAt}, or set PACELINE_DATA to another folder.`,
    );
  }
  if (secrets === undefined) {
    await ensureSecrets(dataFolder);
  } else {
    // The configuration cannot be read without any.
    const { isFirst } = await checkSecrets(secrets, { claimed, replace, source });
    if (isFirst) await writeSecrets(dataFolder, secrets);
  }
  const { retention } = await loadCheckedConfig();
  const staging = `${tables}.restoring`;
  try {
    await assertRoom(dataFolder, manifest.bytes);
    await unpack(backup, { source, to: staging, signal });
    await makeReady(staging, (url) => createStorage({ url, database: DATABASE, retention }), manifest);
    await syncFolder(staging);
    signal.throwIfAborted();
    if (secrets !== undefined) await writeSecrets(dataFolder, secrets);
    await exchange(claimed, staging);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  process.stdout.write(
    `Restored ${formatCount(manifest.rows, 'row')} (${formatBytes(manifest.bytes)}) of ${manifest.takenAt} to ${dataFolder}${
      engine === undefined ? '' : '; the worker begins anew with them'
    }.\n`,
  );
}

/** Whether an engine has ever made tables there. */
async function isUsed(tables: string): Promise<boolean> {
  const names = await readdir(tables).catch(() => []);
  return names.length > 0;
}

/** Puts the backup's files into a new folder, and counts them. */
async function unpack(
  backup: Backup,
  { source, to, signal }: { source: string; to: string; signal: AbortSignal },
): Promise<void> {
  const { files, bytes } = backup.manifest;
  await rm(to, { recursive: true, force: true });
  await mkdir(to, { mode: 0o700 });
  const progress = createProgress({
    doing: 'Copying',
    totalBytes: backup.bytes,
    output: process.stderr,
    now: () => performance.now(),
  });
  await backup.unpack(to, { signal, onBytes: progress.add }).finally(progress.end);
  const found = await listFiles(to);
  if (found.length === files && totalBytes(found) === bytes) return;
  throw new FatalError(
    `${source} is damaged: it holds ${formatCount(found.length, 'file')} (${totalBytes(found)} bytes) instead of ${files} (${bytes} bytes).`,
  );
}

/**
 * Opens the tables apart from those in use, which proves that they can be opened, and brings their schema up to date: a
 * worker that runs would else insert into one of an older version.
 */
async function makeReady(
  folder: string,
  connect: (url: string) => ReturnType<typeof createStorage>,
  { clickhouse }: Manifest,
): Promise<void> {
  await withPrivateEngine(folder, async ({ url, ask }) => {
    const broken = Number(
      await ask("SELECT count() FROM system.detached_parts WHERE startsWith(reason, 'broken')"),
    );
    if (broken > 0) {
      throw new FatalError(
        `the backup is damaged: ClickHouse cannot read ${formatCount(broken, 'part')} of its tables (it was made with ClickHouse ${clickhouse}).`,
      );
    }
    const storage = connect(url);
    try {
      await storage.migrate();
    } finally {
      await storage.close();
    }
  });
}

/** Lets the tables that wait take the place of the others. */
async function exchange({ tables, engine }: ClaimedFolder, staging: string): Promise<void> {
  const restored = toRestoredFolder(tables);
  await rm(restored, { recursive: true, force: true });
  await rename(staging, restored);
  if (engine === undefined) {
    await takeRestored(tables).finish();
    return;
  }
  try {
    await engine.restore();
  } catch (error) {
    if (existsSync(restored)) await rm(restored, { recursive: true, force: true });
    throw error;
  }
}
