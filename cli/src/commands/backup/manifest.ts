import { z } from 'zod';
import { FatalError } from '../../fatalError.ts';
import { VERSION } from '../../version.ts';

export const MANIFEST_NAME = 'manifest.json';
export const SECRETS_NAME = 'secrets.json';
/** Folder, inside a backup, with everything of the embedded ClickHouse. */
export const TABLES_NAME = 'clickhouse';

/** Of the layout that this version writes, and the newest that it reads. */
const FORMAT = 1;

const count = z.int().nonnegative();
const manifestSchema = z.object({
  format: count,
  /** Version of the Paceline that made it. */
  paceline: z.string(),
  clickhouse: z.string(),
  takenAt: z.iso.datetime(),
  /** In all tables together. */
  rows: count,
  /** Of ClickHouse. */
  files: count,
  bytes: count,
});

/** What a backup says of itself. It is written last, so a folder without it is no backup. */
export type Manifest = Readonly<z.infer<typeof manifestSchema>>;

/** The manifest of a backup that is made now. */
export function createManifest(facts: Omit<Manifest, 'format' | 'paceline' | 'takenAt'>, at: Date): Manifest {
  return { format: FORMAT, paceline: VERSION, takenAt: at.toISOString(), ...facts };
}

/**
 * Parses the text of a manifest.
 *
 * @param where the backup, for people
 * @throws {FatalError} when it is none, or that of a newer Paceline
 */
export function parseManifest(text: string, where: string): Manifest {
  const manifest = manifestSchema.safeParse(parseJson(text)).data;
  if (manifest === undefined)
    throw new FatalError(`${where} is not a backup: its ${MANIFEST_NAME} is broken.`);
  if (manifest.format > FORMAT || isNewer(manifest.paceline, VERSION)) {
    throw new FatalError(
      `${where} was made by Paceline ${manifest.paceline}, and this is ${VERSION}: restore it with that version or a newer one.`,
    );
  }
  return manifest;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether version `a` comes after `b`, by their numbers. */
function isNewer(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split(/[.+-]/).slice(0, 3).map(Number));
  for (const [index, part] of (left ?? []).entries()) {
    const other = right?.[index] ?? 0;
    if (part !== other) return part > other;
  }
  return false;
}
