import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolderOf, ensureSecrets } from '@paceline/config';
import { findEngine, type RunningEngine } from '@paceline/engine';
import { FatalError } from '../../fatalError.ts';
import { lockFolder } from '../../supervisor/folderLock.ts';

/** The data folder of a Paceline that keeps its tables itself, for as long as a command works on it. */
export interface ClaimedFolder {
  readonly dataFolder: string;
  /** Folder of the tables in it. */
  readonly tables: string;
  /** The engine that runs on the tables; without one, nothing runs and nothing can be started. */
  readonly engine: RunningEngine | undefined;
  release(): void;
}

/**
 * Finds the Paceline that runs on the data folder, or keeps one from being started on it.
 *
 * @throws {FatalError} when the tables are elsewhere, or what runs cannot be asked
 */
export async function claimDataFolder(): Promise<ClaimedFolder> {
  if ((process.env['CLICKHOUSE_URL'] ?? '').trim() !== '') {
    throw new FatalError(
      'CLICKHOUSE_URL names a ClickHouse server: use the BACKUP and RESTORE statements of that server. This command is for the tables that Paceline keeps itself.',
    );
  }
  const dataFolder = dataFolderOf(process.env, process.cwd());
  const tables = join(dataFolder, 'clickhouse');
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    const lock = await lockFolder(dataFolder);
    const engine = await findRunning(dataFolder, tables, lock === undefined);
    if (lock !== undefined || engine !== undefined) {
      return { dataFolder, tables, engine, release: () => lock?.release() };
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FatalError(`${dataFolder} cannot be used (${reason}): be the user who started Paceline.`, {
      cause: error,
    });
  }
  throw new FatalError(
    `Paceline runs on ${dataFolder}, but no ClickHouse engine of its own does: try again in a moment, or use the BACKUP statement of the ClickHouse server that it uses.`,
  );
}

/** An engine may also run by itself, or still be on its way out. Without one, no secrets are needed, or made. */
async function findRunning(
  dataFolder: string,
  tables: string,
  isSupervised: boolean,
): Promise<RunningEngine | undefined> {
  const anyone = await findEngine(tables, '');
  if (anyone === undefined && !isSupervised) return undefined;
  const { enginePassword } = await ensureSecrets(dataFolder);
  return findEngine(tables, enginePassword);
}
