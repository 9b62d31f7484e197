import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { PRIVATE_FOLDER_NAME } from './privateFolder.ts';

/** What an engine makes anew: its lock, what is unfinished, and what was put aside. */
const LEFT_OUT = new Set([PRIVATE_FOLDER_NAME, 'status', 'tmp', 'shadow']);
/** Every MergeTree table has this file in its folder, beside its parts. */
const TABLE_MARK = 'format_version.txt';
/** The one folder of a MergeTree table that is neither a part nor something unfinished or put aside. */
const LOGS = 'deduplication_logs';

function copyFolder(from: string, to: string, leftOut: ReadonlySet<string>): void {
  mkdirSync(to, { recursive: true });
  const entries = readdirSync(from, { withFileTypes: true });
  const isTable = entries.some(({ name }) => name === TABLE_MARK);
  for (const entry of entries) {
    if (leftOut.has(entry.name)) continue;
    const paths = [join(from, entry.name), join(to, entry.name)] as const;
    if (entry.isFile()) copyFileSync(...paths);
    // Links into `store` are made anew by ClickHouse.
    else if (entry.isDirectory() && (!isTable || entry.name === LOGS)) copyFolder(...paths, new Set());
  }
}

/**
 * Copies everything in an engine's folder but the parts of MergeTree tables: definitions, deduplication logs, mutations that
 * are to be done; some kilobytes a table. At once, without letting anything else run: whoever calls it has stopped inserts.
 *
 * @throws {Error} of the file system; `ENOENT` when ClickHouse removed a file meanwhile
 */
export function copyBesidesParts(from: string, to: string): void {
  copyFolder(from, to, LEFT_OUT);
}
