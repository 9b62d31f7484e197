import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { parseSecrets, secretsPath } from '@paceline/config';
import { FatalError } from '../../fatalError.ts';
import { syncPath } from './backupFiles.ts';
import type { ClaimedFolder } from './claimDataFolder.ts';

/**
 * Decides whether the `secrets.json` of a backup may take the place of the one in the data folder.
 *
 * @param text of the one in the backup
 * @returns whether the data folder has none yet
 * @throws {FatalError} when it may not
 */
export async function checkSecrets(
  text: string,
  { claimed, replace, source }: { claimed: ClaimedFolder; replace: boolean; source: string },
): Promise<{ readonly isFirst: boolean }> {
  if (parseSecrets(text) === undefined) throw new FatalError(`the secrets in ${source} are damaged.`);
  const present = await readFile(secretsPath(claimed.dataFolder), 'utf8').catch(() => undefined);
  if (present === text) return { isFirst: false };
  if (claimed.engine !== undefined) {
    throw new FatalError(
      'secrets cannot be exchanged while Paceline runs: stop it, or leave --with-secrets out.',
    );
  }
  if (present !== undefined && !replace) {
    throw new FatalError(
      `${claimed.dataFolder} has secrets already: add --replace to give them up, or leave --with-secrets out.`,
    );
  }
  return { isFirst: present === undefined };
}

/** Puts the text of a `secrets.json` into the data folder, at once and durably. */
export async function writeSecrets(dataFolder: string, text: string): Promise<void> {
  const draft = `${secretsPath(dataFolder)}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await syncPath(draft);
    await rename(draft, secretsPath(dataFolder));
  } finally {
    await rm(draft, { force: true });
  }
}
