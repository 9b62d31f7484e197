import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getMimeType } from 'hono/utils/mime';

/** Encodings that a file may have a copy in, the best first. */
export const COPIES = [
  { encoding: 'br', ending: '.br' },
  { encoding: 'gzip', ending: '.gz' },
] as const;

export interface DashboardFile {
  readonly contentType: string;
  /** The same for every encoding, so it is a weak one. */
  readonly etag: string;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly copies: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** The files of a built dashboard by their path in an address: `/` and `/assets/<name>`. */
export type Dashboard = ReadonlyMap<string, DashboardFile>;

/**
 * Reads a built dashboard into memory. Only what is in its folder at that moment is ever served, so that no path in a
 * request reaches the disk. Source maps stay behind.
 *
 * @returns `undefined` when the folder or its `index.html` is not there
 */
export async function loadDashboard(folder: string): Promise<Dashboard | undefined> {
  const index = await loadFile(folder, 'index.html');
  if (index === undefined) return undefined;
  const files = new Map([['/', index]]);
  const names = await namesIn(join(folder, 'assets'));
  const served = names.filter((name) => !/\.(br|gz|map)$/.test(name));
  await Promise.all(
    served.map(async (name) => {
      const file = await loadFile(join(folder, 'assets'), name);
      if (file !== undefined) files.set(`/assets/${name}`, file);
    }),
  );
  return files;
}

async function loadFile(folder: string, name: string): Promise<DashboardFile | undefined> {
  const content = await readIfThere(join(folder, name));
  if (content === undefined) return undefined;
  const copies = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const { encoding, ending } of COPIES) {
    const copy = await readIfThere(join(folder, `${name}${ending}`));
    if (copy !== undefined) copies.set(encoding, copy);
  }
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return {
    contentType: getMimeType(name) ?? 'application/octet-stream',
    etag: `W/"${hash}"`,
    content,
    copies,
  };
}

async function readIfThere(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
