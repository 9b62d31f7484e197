import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync } from 'node:fs';

import { createEngineSession, type EngineSession } from './engineSession.ts';
import { loadTableNames } from './loadTableNames.ts';
import { mendDeduplicationLogs } from './mendDeduplicationLogs.ts';
import { type EngineLimits, toBaseSettings, toServerConfig } from './serverConfig.ts';

/** The folder cannot be used, with one sentence for people as the message. */
export class FolderUnusable extends Error {
  override readonly name = 'FolderUnusable';
}

export interface Sessions {
  readonly queries: readonly EngineSession[];
  readonly inserts: readonly EngineSession[];
  /** Apart from the others, so that it is always free to stop one of them. */
  readonly control: EngineSession;
  /** ClickHouse's version, as `26.7.2.1`. */
  readonly version: string;
  /** Tables, as `database.table`, in which a kill had left an insert on record without its rows; it no longer is. */
  readonly mended: readonly string[];
  /** Closes all sessions and resolves when the engine has let go of the folder. */
  close(): Promise<void>;
}

/** Process that the folder's status file names, when it lives and is not this one. */
function findOtherOwner(folder: string): number | undefined {
  try {
    const pid = Number(/^PID: (\d+)/m.exec(readFileSync(join(folder, 'status'), 'utf8'))?.[1]);
    if (!Number.isInteger(pid) || pid === process.pid) return undefined;
    process.kill(pid, 0);
    return pid;
  } catch {
    return undefined;
  }
}

function toFolderUnusable(folder: string, error: unknown): FolderUnusable {
  const owner = findOtherOwner(folder);
  if (owner !== undefined) {
    return new FolderUnusable(
      `The folder ${folder} is in use by another engine (process ${owner}): stop that one, or choose another folder.`,
    );
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new FolderUnusable(
    `The engine cannot open the folder ${folder}: ${reason}; see the engine's own message above, if there is one.`,
  );
}

/**
 * Loads chdb and opens the folder, which then belongs to this process alone.
 *
 * @throws {FolderUnusable} when another process has it, or it cannot be written or read
 */
export async function openSessions(folder: string, limits: EngineLimits): Promise<Sessions> {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw toFolderUnusable(folder, error);
  }
  const { Session, drainPending } = await import('chdb');
  const baseSettings = toBaseSettings(limits);
  const configFolder = mkdtempSync(join(tmpdir(), 'paceline-engine-'));
  const configFile = join(configFolder, 'config.xml');
  writeFileSync(configFile, toServerConfig(limits));
  const connectionArgs = [
    `--config-file=${configFile}`,
    ...[...baseSettings].map(([name, value]) => `--${name}=${value}`),
  ];
  const opened: EngineSession[] = [];
  const open = () => {
    const session = createEngineSession(() => new Session(folder, { connectionArgs }), baseSettings);
    opened.push(session);
    return session;
  };
  const letGo = async () => {
    for (const session of opened.splice(0)) session.close();
    await drainPending();
  };
  const close = async () => {
    await letGo();
    rmSync(configFolder, { recursive: true, force: true });
  };
  try {
    let control = open();
    // Only now is it sure that no other process has the folder, and that nobody inserts into it.
    const mended = mendDeduplicationLogs(folder);
    if (mended.length > 0) {
      // ClickHouse has read the logs as they were.
      await letGo();
      control = open();
    }
    const queries = Array.from({ length: limits.queriesAtOnce }, open);
    const inserts = Array.from({ length: limits.insertsAtOnce }, open);
    const answer = await control.run({
      text: 'SELECT version()',
      format: 'TabSeparated',
      tag: 'version',
      database: 'default',
      settings: new Map(),
      parameters: new Map(),
      changesSession: false,
    });
    return {
      queries,
      inserts,
      control,
      version: answer.text().trim(),
      mended: mended.length > 0 ? await loadTableNames(control, mended) : [],
      close,
    };
  } catch (error) {
    await close();
    throw toFolderUnusable(folder, error);
  }
}
