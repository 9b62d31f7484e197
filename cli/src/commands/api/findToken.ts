import { readFile } from 'node:fs/promises';
import { type EnvironmentConfig, parseSecrets, secretsPath } from '@paceline/config';
import { FatalError } from '../../fatalError.ts';

export interface FoundToken {
  readonly token: string;
  /** Where it was found, for people. */
  readonly from: string;
}

/**
 * The token of `PACELINE_API_TOKEN`, or else the one that was generated for the data folder.
 *
 * @throws {FatalError} when there is none, or it cannot be read
 */
export async function findToken({
  apiToken,
  dataFolder,
}: Pick<EnvironmentConfig, 'apiToken' | 'dataFolder'>): Promise<FoundToken> {
  if (apiToken !== undefined) return { token: apiToken, from: 'PACELINE_API_TOKEN' };
  const path = secretsPath(dataFolder);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new FatalError(
      error.code === 'ENOENT' || error.code === 'ENOTDIR'
        ? `there is no API token: set PACELINE_API_TOKEN, or set PACELINE_DATA to the folder of a Paceline (there is no ${path}).`
        : `the API token in ${path} cannot be read (${error.code ?? error.message}): be the user who started Paceline, or set PACELINE_API_TOKEN.`,
    );
  });
  const secrets = parseSecrets(text);
  if (secrets !== undefined) return { token: secrets.apiToken, from: path };
  throw new FatalError(
    `${path} does not hold the secrets that Paceline writes there: set PACELINE_API_TOKEN instead.`,
  );
}
