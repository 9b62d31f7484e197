import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { dataFolderOf, secretsPath } from '@paceline/config';
import type { RunningEngine } from '@paceline/engine';
import { FatalError } from '../../fatalError.ts';
import { createStopSignal } from '../createStopSignal.ts';
import { assertRoom } from './assertRoom.ts';
import { listFiles, totalBytes } from './backupFiles.ts';
import { type ClaimedFolder, claimDataFolder } from './claimDataFolder.ts';
import { createProgress } from './createProgress.ts';
import { formatBytes, formatCount } from './formatAmount.ts';
import { createManifest } from './manifest.ts';
import { withPrivateEngine } from './privateEngine.ts';
import { assertFree, writeBackup } from './writeBackup.ts';

export interface BackupOptions {
  /** A folder, or a file whose name ends in `.tar`; neither may be there. */
  readonly target: string;
  readonly withSecrets: boolean;
}

/**
 * `paceline backup`: copies everything that is stored, as it is at one moment, while Paceline runs or not.
 *
 * @throws {FatalError} when it cannot; then nothing of it is left
 */
export async function backup(options: BackupOptions): Promise<void> {
  const target = resolve(options.target);
  await assertFree(target);
  const dataFolder = dataFolderOf(process.env, process.cwd());
  if (!existsSync(dataFolder))
    throw new FatalError(`there is nothing to back up: ${dataFolder} does not exist.`);
  const signal = createStopSignal();
  const claimed = await claimDataFolder();
  try {
    await (claimed.engine === undefined
      ? backUpStopped(claimed, (engine) => backUp(engine, { ...options, target }, claimed, signal))
      : backUp(claimed.engine, { ...options, target }, claimed, signal));
  } catch (error) {
    if (signal.aborted) throw new FatalError('stopped; nothing of the backup was kept.', { cause: error });
    if (error instanceof FatalError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new FatalError(`the backup failed: ${reason}`, { cause: error });
  } finally {
    claimed.release();
  }
}

async function backUpStopped(
  { tables, dataFolder }: ClaimedFolder,
  work: (engine: RunningEngine) => Promise<void>,
): Promise<void> {
  if (!existsSync(tables)) throw new FatalError(`there is nothing to back up in ${dataFolder}.`);
  await withPrivateEngine(tables, ({ running }) => work(running));
}

async function backUp(
  engine: RunningEngine,
  { target, withSecrets }: BackupOptions,
  { dataFolder }: ClaimedFolder,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = performance.now();
  const snapshot = await engine.holdSnapshot();
  try {
    const { rows, pausedMs } = snapshot;
    const files = await listFiles(snapshot.folder);
    const bytes = totalBytes(files);
    await assertRoom(dirname(target), bytes);
    const progress = createProgress({
      doing: 'Copying',
      totalBytes: bytes,
      output: process.stderr,
      now: () => performance.now(),
    });
    await writeBackup(
      target,
      {
        tables: snapshot.folder,
        files,
        manifest: createManifest(
          { clickhouse: snapshot.version, rows, files: files.length, bytes },
          new Date(),
        ),
        secrets: withSecrets ? await readFile(secretsPath(dataFolder), 'utf8') : undefined,
      },
      { signal, onBytes: progress.add },
    ).finally(progress.end);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(
      `Backed up ${formatCount(rows, 'row')} (${formatBytes(bytes)}, ${formatCount(files.length, 'file')}${withSecrets ? ' and secrets.json' : ''}) to ${target} in ${seconds} s; inserts waited ${Math.ceil(pausedMs)} ms.\n`,
    );
  } finally {
    snapshot.release();
  }
}
