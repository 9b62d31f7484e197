import { randomUUID } from 'node:crypto';
import { realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { acquireAll } from './acquireAll.ts';
import { copyBesidesParts } from './copyBesidesParts.ts';
import type { EngineSession } from './engineSession.ts';
import { EngineException } from './exception.ts';
import type { Lane } from './lane.ts';
import { linkParts } from './linkParts.ts';

/** The whole of an engine's folder at one moment. */
export interface Snapshot {
  /** Folder that an engine could be started on, if it were copied; made of hard links, and nobody changes it. */
  readonly folder: string;
  /** Rows in all tables together. */
  readonly rows: number;
  /** For how long inserts stood still. */
  readonly pausedMs: number;
  remove(): Promise<void>;
}

export interface SnapshotDeps {
  /** The engine's folder. */
  readonly folder: string;
  /** Where the snapshot's folder is made; in the same file system. */
  readonly snapshotsFolder: string;
  /** Everything that changes anything runs on this lane. */
  readonly inserts: Lane<EngineSession>;
  readonly control: EngineSession;
  readonly signal: AbortSignal;
}

/** An insert that takes longer is not waited for, since others would wait with it. */
const WAIT_MS = 10_000;
/** A part may be removed before it is linked, when a table keeps what was merged for a short time only. */
const ATTEMPTS = 5;

interface Parts {
  readonly paths: readonly string[];
  readonly rows: number;
}

/** The parts that hold what the tables hold now, relative to `folder`. */
async function loadActiveParts(control: EngineSession, folder: string): Promise<Parts> {
  const answer = await control.run({
    text: 'SELECT path, toString(rows) FROM system.parts WHERE active',
    format: 'JSONCompactEachRow',
    tag: 'parts',
    database: 'default',
    settings: new Map(),
    parameters: new Map(),
    changesSession: false,
  });
  const bases = [folder, await realpath(folder)].map((base) => `${base}/`);
  let rows = 0;
  const paths = answer
    .text()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const row: unknown = JSON.parse(line);
      const [path, count] = Array.isArray(row) ? row.map(String) : [];
      const base = bases.find((candidate) => path?.startsWith(candidate));
      if (path === undefined || base === undefined) throw new Error(`Not a part of ${folder}: ${line}`);
      rows += Number(count);
      return path.slice(base.length);
    });
  return { paths, rows };
}

async function tryToTake(deps: SnapshotDeps, to: string): Promise<Omit<Snapshot, 'folder' | 'remove'>> {
  const { folder, inserts, control, signal } = deps;
  const leases = await acquireAll(inserts, AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)])).catch(
    (error: unknown) => {
      throw new EngineException(
        159,
        'TIMEOUT_EXCEEDED',
        `Something that writes (an insert, a deletion, OPTIMIZE) has been running for ${WAIT_MS / 1000} seconds: try again when it is done.`,
        error,
      );
    },
  );
  const pausedAt = performance.now();
  let parts: Parts;
  let pausedMs: number;
  try {
    parts = await loadActiveParts(control, folder);
    copyBesidesParts(folder, to);
  } finally {
    for (const lease of leases) lease.release();
    pausedMs = performance.now() - pausedAt;
  }
  // Parts stay for minutes after they were merged into others, so nobody has to wait for the links.
  await linkParts(parts.paths, { from: folder, to, signal });
  return { rows: parts.rows, pausedMs };
}

/**
 * Takes a snapshot while others read and insert. An insert is in it with all that it caused, or not at all: its rows, those of
 * every materialized view, and the tokens by which a second try is known. That is so since inserts wait for the moment in
 * which it is decided which parts belong to the snapshot.
 *
 * @throws {EngineException} when an insert takes too long, or the signal aborts
 * @throws {Error} of the file system
 */
export async function takeSnapshot(deps: SnapshotDeps): Promise<Snapshot> {
  for (let attempt = 1; ; attempt += 1) {
    const folder = join(deps.snapshotsFolder, randomUUID());
    const remove = () => rm(folder, { recursive: true, force: true });
    try {
      return { ...(await tryToTake(deps, folder)), folder, remove };
    } catch (error) {
      await remove();
      const isGone = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isGone || attempt === ATTEMPTS) throw error;
    }
  }
}
