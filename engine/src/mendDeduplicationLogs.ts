import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';

import { covers, parsePartName } from './partName.ts';

/** What was dropped from the end of one table's deduplication log. */
export interface MendedLog {
  /** The table's UUID, which is the name of its folder. */
  readonly tableId: string;
  /** Part that the log named and the table does not have; `undefined` when only a half-written line was dropped. */
  readonly part: string | undefined;
}

interface LogEnd {
  /** How much of the text is to stay. */
  readonly kept: number;
  readonly part: string | undefined;
}

/** As much of a log's end as is looked at; a line has some 60 bytes. */
const END_BYTES = 16 * 1024;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LOG_NAME = /^deduplication_log_(\d+)\.txt$/;
/** Operation, part and block id. Operation 1 adds a block; 2 takes one back, whose part is meant to be gone. */
const ADDED = /^1\t([^\t\n]+)\t[^\t\n]+\n$/;
/** Any beginning of a line. */
const HALF_WRITTEN = /^[12](?:\t[\w-]*){0,2}$/;

/**
 * Finds the end of what a log rightly says.
 *
 * @param text whole lines, of which the last one may be half-written
 * @param hasPart whether the table has a part's rows
 */
function findEnd(text: string, hasPart: (part: string) => boolean): LogEnd {
  const everything = { kept: text.length, part: undefined };
  let kept = text.lastIndexOf('\n') + 1;
  if (kept < text.length && !HALF_WRITTEN.test(text.slice(kept))) return everything;
  let missing: string | undefined;
  // A part that was made from several blocks has a line for each.
  while (kept > 0) {
    const start = kept < 2 ? 0 : text.lastIndexOf('\n', kept - 2) + 1;
    const part = ADDED.exec(text.slice(start, kept))?.[1];
    if (part === undefined || (missing === undefined ? hasPart(part) : part !== missing)) break;
    missing = part;
    kept = start;
  }
  return { kept, part: missing };
}

/** Drops what `findEnd` does not keep, durably; `undefined` when it keeps everything. */
function mendLog(path: string, hasPart: (part: string) => boolean): LogEnd | undefined {
  const file = openSync(path, 'r+');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, END_BYTES));
    const read = readSync(file, bytes, 0, bytes.length, size - bytes.length);
    // One character a byte, so that lengths are those of the file.
    const text = bytes.toString('latin1', 0, read);
    const ofWholeLines = read < size ? text.slice(text.indexOf('\n') + 1) : text;
    const end = findEnd(ofWholeLines, hasPart);
    const dropped = ofWholeLines.length - end.kept;
    if (dropped === 0) return undefined;
    ftruncateSync(file, size - dropped);
    fsyncSync(file);
    return end;
  } finally {
    closeSync(file);
  }
}

/** The log that was written to last: a full one is followed by an empty one at once. */
function findNewestLog(logsFolder: string): string | undefined {
  const numbers = readdirSync(logsFolder).flatMap((name) => {
    const number = LOG_NAME.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  return numbers
    .toSorted((a, b) => b - a)
    .map((number) => join(logsFolder, `deduplication_log_${number}.txt`))
    .find((path) => statSync(path).size > 0);
}

/** Whether the table has a part's rows, in this part or in one that it was merged into; `true` for an unknown name. */
function hasRowsOf(tableFolder: string, part: string): boolean {
  const wanted = parsePartName(part);
  if (wanted === undefined || existsSync(join(tableFolder, part))) return true;
  return readdirSync(tableFolder).some((name) => {
    const present = parsePartName(name);
    return present !== undefined && covers(present, wanted);
  });
}

/** What `read` gives, or `undefined` when the file or folder is not there. */
function ifPresent<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code))) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Takes back the promise of a killed insert. For a table with `non_replicated_deduplication_window`, ClickHouse first writes
 * a block's id into the table's deduplication log and then gives the new part its name, one insert after the other. A kill
 * in between leaves the id without its rows, and the insert's retry would be taken for a duplicate: so the log's last
 * line goes when the table does not have its part, and so does a line that was written half, after which ClickHouse
 * would read no other.
 *
 * Everything else stays as it is, what is written in a form that is not known included. Only for a folder that this process
 * holds and in which nobody inserts; ClickHouse reads the logs when it opens the folder.
 *
 * @returns one entry for each log that was changed
 * @throws {Error} of the file system
 */
export function mendDeduplicationLogs(folder: string): readonly MendedLog[] {
  const mended: MendedLog[] = [];
  const store = join(folder, 'store');
  for (const prefix of ifPresent(() => readdirSync(store)) ?? []) {
    for (const tableId of ifPresent(() => readdirSync(join(store, prefix))) ?? []) {
      if (!UUID.test(tableId)) continue;
      const tableFolder = join(store, prefix, tableId);
      // Folders of databases have no such logs, and one of a dropped table may go at any time.
      const end = ifPresent(() => {
        const log = findNewestLog(join(tableFolder, 'deduplication_logs'));
        return log === undefined ? undefined : mendLog(log, (part) => hasRowsOf(tableFolder, part));
      });
      if (end !== undefined) mended.push({ tableId, part: end.part });
    }
  }
  return mended;
}
