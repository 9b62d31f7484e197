import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What the engine keeps for itself inside the folder of the tables, while it runs. */
export interface PrivateFolder {
  /** Configuration that ClickHouse was given. */
  readonly configFile: string;
  /** Pipes through which large results leave ClickHouse. */
  readonly results: string;
  /** Snapshots that are being copied away. */
  readonly snapshots: string;
  /** Unix socket on which the engine listens for the owner's commands. */
  readonly socket: string;
}

/** Name of the private folder; ClickHouse knows none of this name. */
export const PRIVATE_FOLDER_NAME = 'engine';

/** Longest path that every platform takes for a Unix socket. */
const LONGEST_SOCKET_PATH = 100;

function toSocketPath(root: string): string {
  const path = join(root, 'engine.sock');
  if (Buffer.byteLength(path) <= LONGEST_SOCKET_PATH) return path;
  const digest = createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 24);
  return join(tmpdir(), `paceline-engine-${digest}.sock`);
}

/**
 * Where everything of the engine's own is.
 *
 * @throws {Error} of the file system when no engine has ever used the folder
 */
export function toPrivateFolder(folder: string): PrivateFolder {
  const root = join(folder, PRIVATE_FOLDER_NAME);
  return {
    configFile: join(root, 'config.xml'),
    results: join(root, 'results'),
    snapshots: join(root, 'snapshots'),
    socket: toSocketPath(root),
  };
}

/**
 * Makes the folder and writes the configuration. Changes nothing that another engine, which may have the folder, could need.
 *
 * @throws {Error} of the file system
 */
export function makePrivateFolder(folder: string, config: string): PrivateFolder {
  mkdirSync(join(folder, PRIVATE_FOLDER_NAME), { recursive: true, mode: 0o700 });
  const paths = toPrivateFolder(folder);
  const draft = `${paths.configFile}.${process.pid}`;
  writeFileSync(draft, config);
  renameSync(draft, paths.configFile);
  return paths;
}

/** Removes what a killed engine left; only for the one that has the folder. */
export function clearPrivateFolder({ results, snapshots }: PrivateFolder): void {
  for (const path of [results, snapshots]) {
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path, { mode: 0o700 });
  }
}

/** Removes the folder and everything in it. */
export function removePrivateFolder(folder: string): void {
  rmSync(join(folder, PRIVATE_FOLDER_NAME), { recursive: true, force: true });
}
