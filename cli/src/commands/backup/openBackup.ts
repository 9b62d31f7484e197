import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { extract, Parser, type ReadEntry } from 'tar';
import { FatalError } from '../../fatalError.ts';
import { copyFiles, countBytes, listFiles } from './backupFiles.ts';
import { MANIFEST_NAME, type Manifest, parseManifest, SECRETS_NAME, TABLES_NAME } from './manifest.ts';

/** Bytes that neither of the texts of a backup reaches. */
const LONGEST_TEXT = 1_000_000;

/** A backup that can be restored. */
export interface Backup {
  readonly manifest: Manifest;
  /** Text of the `secrets.json` in it; most have none. */
  readonly secrets: string | undefined;
  /** How much `unpack` reads. */
  readonly bytes: number;
  /** Puts ClickHouse's files into a folder, which is there and empty. */
  unpack(
    to: string,
    options: { readonly signal: AbortSignal; readonly onBytes: (bytes: number) => void },
  ): Promise<void>;
}

/**
 * Opens a backup, a folder or a .tar file, and reads what it says of itself.
 *
 * @throws {FatalError} when there is none, or it cannot be restored by this version
 */
export async function openBackup(path: string): Promise<Backup> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new FatalError(`there is no backup at ${path}.`);
  return found.isDirectory() ? openFolder(path) : openArchive(path, found.size);
}

async function openFolder(path: string): Promise<Backup> {
  const text = await readFile(join(path, MANIFEST_NAME), 'utf8').catch(() => undefined);
  if (text === undefined) throw new FatalError(`${path} is not a backup: it has no ${MANIFEST_NAME}.`);
  const manifest = parseManifest(text, path);
  return {
    manifest,
    secrets: await readFile(join(path, SECRETS_NAME), 'utf8').catch(() => undefined),
    bytes: manifest.bytes,
    unpack: async (to, options) => {
      const from = join(path, TABLES_NAME);
      await copyFiles(await listFiles(from), { from, to, ...options });
    },
  };
}

async function openArchive(path: string, bytes: number): Promise<Backup> {
  const texts = await readFirstTexts(path);
  const text = texts.get(MANIFEST_NAME);
  if (text === undefined) {
    throw new FatalError(`${path} is not a backup: it does not begin with a ${MANIFEST_NAME}.`);
  }
  return {
    manifest: parseManifest(text, path),
    secrets: texts.get(SECRETS_NAME),
    bytes,
    unpack: async (to, { signal, onBytes }) => {
      const unpacker = extract({
        cwd: to,
        strip: 1,
        strict: true,
        noMtime: true,
        filter: (name, entry) =>
          name.startsWith(`${TABLES_NAME}/`) &&
          'type' in entry &&
          (entry.type === 'File' || entry.type === 'Directory'),
      });
      await pipeline(createReadStream(path), countBytes(onBytes), unpacker, { signal }).catch(
        (error: unknown) => {
          signal.throwIfAborted();
          throw new FatalError(
            `${path} is damaged: ${error instanceof Error ? error.message : String(error)}.`,
          );
        },
      );
    },
  };
}

/** The texts that an archive of ours begins with; reads no further. */
async function readFirstTexts(path: string): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const source = createReadStream(path);
  const parser = new Parser({
    onReadEntry: (entry: ReadEntry) => {
      const isOurs = entry.path === MANIFEST_NAME || entry.path === SECRETS_NAME;
      if (!isOurs || entry.size > LONGEST_TEXT) {
        source.destroy();
        return;
      }
      const chunks: Buffer[] = [];
      entry.on('data', (chunk: Buffer) => chunks.push(chunk));
      entry.on('end', () => texts.set(entry.path, Buffer.concat(chunks).toString('utf8')));
    },
  });
  await pipeline(source, parser).catch(() => undefined);
  return texts;
}
