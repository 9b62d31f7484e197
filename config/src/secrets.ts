import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const secret = z.string().min(16);
const secretsSchema = z.object({
  /** Ingest key of the app `demo`, when no file names apps. */
  ingestKey: secret,
  /** Ingest key of the app that Paceline monitors itself with. */
  ownKey: secret,
  /** Read access to the query API, when `PACELINE_API_TOKEN` is not set. */
  apiToken: secret,
  /** Password of the Redis that Paceline starts itself. */
  redisPassword: secret,
  /** Password of the embedded engine. */
  enginePassword: secret,
});

/** Secrets that were generated for one data folder. */
export type Secrets = Readonly<z.infer<typeof secretsSchema>>;

/** Where the generated secrets of a data folder live; only its owner may read the file. */
export function secretsPath(dataFolder: string): string {
  return join(dataFolder, 'secrets.json');
}

/**
 * The secrets of a data folder, generated when it has none. Processes that start at once all get
 * the same. Throws when the folder cannot be written, or the file holds something else.
 */
export async function ensureSecrets(dataFolder: string): Promise<Secrets> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const path = secretsPath(dataFolder);
  const existing = await readIfThere(path);
  if (existing !== undefined) return parsedOrThrow(existing, path);
  const draft = join(dataFolder, `.secrets.${process.pid}.${randomBytes(6).toString('hex')}`);
  try {
    await writeDurably(draft, `${JSON.stringify(generateSecrets(), null, 2)}\n`);
    // A link, unlike a rename, fails when another process was faster: the first one wins.
    await link(draft, path).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
  } finally {
    await rm(draft, { force: true });
  }
  return parsedOrThrow(await readFile(path, 'utf8'), path);
}

/** The text of `secrets.json` as secrets; `undefined` when it is something else. */
export function parseSecrets(text: string): Secrets | undefined {
  try {
    return secretsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function randomText(): string {
  return randomBytes(24).toString('base64url');
}

function generateSecrets(): Secrets {
  return {
    ingestKey: `pk_${randomText()}`,
    ownKey: `pk_${randomText()}`,
    apiToken: `pt_${randomText()}`,
    redisPassword: randomText(),
    enginePassword: randomText(),
  };
}

function parsedOrThrow(text: string, path: string): Secrets {
  const secrets = parseSecrets(text);
  if (secrets === undefined) {
    throw new Error(
      `${path} does not hold the secrets that Paceline writes there; remove it to get new ones`,
    );
  }
  return secrets;
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

/** Whether an error is a system error of this code, as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
