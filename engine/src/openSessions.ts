import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createEngineSession, type EngineSession } from './engineSession.ts';
import { loadTableNames } from './loadTableNames.ts';
import { mendDeduplicationLogs } from './mendDeduplicationLogs.ts';
import {
  clearPrivateFolder,
  makePrivateFolder,
  type PrivateFolder,
  removePrivateFolder,
} from './privateFolder.ts';
import { recoverExchange } from './restoredFolder.ts';
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
  readonly paths: PrivateFolder;
  /**
   * Lets go of the folder for `work` and opens it again. For when all sessions are idle, and nobody will use them before
   * this has resolved. After a failure none can be used, until it is called again and succeeds.
   *
   * @throws {FolderUnusable} when what is there now cannot be opened, and whatever `work` throws
   */
  reopen(work: () => void): Promise<void>;
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
  const config = toServerConfig(limits);
  const baseSettings = toBaseSettings(limits);
  let paths: PrivateFolder;
  try {
    recoverExchange(folder);
    paths = makePrivateFolder(folder, config);
  } catch (error) {
    throw toFolderUnusable(folder, error);
  }
  const { Session, drainPending } = await import('chdb');
  const connectionArgs = [
    `--config-file=${paths.configFile}`,
    ...[...baseSettings].map(([name, value]) => `--${name}=${value}`),
  ];
  const opened: EngineSession[] = [];
  const open = () => {
    const session = createEngineSession(() => new Session(folder, { connectionArgs }), baseSettings);
    opened.push(session);
    return session;
  };
  const letGo = async () => {
    for (const session of opened) session.close();
    await drainPending();
  };

  /** Makes the folder ready for use, once the first session is connected: only then is it sure that nobody else has it. */
  const settleIn = async (first: EngineSession) => {
    clearPrivateFolder(paths);
    const mended = mendDeduplicationLogs(folder);
    if (mended.length > 0) {
      // ClickHouse has read the logs as they were.
      first.close();
      await drainPending();
      first.reopen();
    }
    return mended;
  };

  const close = async () => {
    await letGo();
    removePrivateFolder(folder);
  };

  try {
    const control = open();
    try {
      const mended = await settleIn(control);
      const queries = Array.from({ length: limits.queriesAtOnce }, open);
      const inserts = Array.from({ length: limits.insertsAtOnce }, open);
      return {
        queries,
        inserts,
        control,
        version: await loadVersion(control),
        mended: mended.length > 0 ? await loadTableNames(control, mended) : [],
        paths,
        reopen: async (work) => {
          await letGo();
          work();
          try {
            makePrivateFolder(folder, config);
            control.reopen();
            await settleIn(control);
            for (const session of [...queries, ...inserts]) session.reopen();
          } catch (error) {
            throw toFolderUnusable(folder, error);
          }
        },
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    throw toFolderUnusable(folder, error);
  }
}

async function loadVersion(session: EngineSession): Promise<string> {
  const answer = await session.run({
    text: 'SELECT version()',
    format: 'TabSeparated',
    tag: 'version',
    database: 'default',
    settings: new Map(),
    parameters: new Map(),
    changesSession: false,
  });
  return answer.text().trim();
}
