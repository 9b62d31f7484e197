import { readFile as readFileFromDisk } from 'node:fs/promises';
import { relative } from 'node:path';
import { DEFAULT_BUDGETS } from '@paceline/budgets';
import { type ApiLimits, DEFAULT_API_LIMITS, DEFAULT_LIMITS, type Limits } from '@paceline/protocol';
import type { AppConfig, Config, ConfigProblem, Retention, TokenConfig } from './config.ts';
import { DEFAULT_APP_NAME } from './defaultAppName.ts';
import { DEFAULT_INGEST } from './defaultIngest.ts';
import { digestOfToken } from './digestOfToken.ts';
import { parseDuration } from './duration.ts';
import { parseEnvironment, type EnvironmentConfig } from './environment.ts';
import type { Environment } from './expandVariables.ts';
import type { WrittenConfig } from './fileSchema.ts';
import { OWN_APP_NAME } from './ownAppName.ts';
import { parseFile, type ParsedFile } from './parseFile.ts';
import { hasCode, parseSecrets, secretsPath, type Secrets } from './secrets.ts';

const DEFAULT_EVALUATE_EVERY_SECONDS = 5;
const DAY_SECONDS = 24 * 60 * 60;
export const DEFAULT_RETENTION: Retention = {
  rawSeconds: 7 * DAY_SECONDS,
  rollup10sSeconds: 2 * DAY_SECONDS,
  rollup1mSeconds: 30 * DAY_SECONDS,
  rollup1hSeconds: 13 * 31 * DAY_SECONDS,
};

export interface LoadConfigOptions {
  readonly env: Environment;
  /** Folder that relative paths start from. */
  readonly cwd: string;
  /** Reads a text file; rejects with code `ENOENT` when there is none. */
  readonly readFile?: (path: string) => Promise<string>;
}

export type LoadedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/**
 * The configuration from the environment, `paceline.yaml` and the generated secrets of the data
 * folder ({@link ensureSecrets} makes them), with all problems at once. Never throws.
 */
export async function loadConfig(options: LoadConfigOptions): Promise<LoadedConfig> {
  const { env, cwd, readFile = (path) => readFileFromDisk(path, 'utf8') } = options;
  const { parsed: environment, problems: environmentProblems } = parseEnvironment(env, cwd);
  const secrets = await loadSecrets(environment.dataFolder, readFile);
  const apiToken = environment.apiToken ?? secrets?.apiToken;
  const file = await loadFile(environment, { cwd, env, readFile, apiToken });
  const written = file.ok ? file.written : {};
  const problems = [
    ...environmentProblems,
    ...(file.ok ? missingSecrets(environment, environmentProblems, written, secrets) : file.problems),
  ];
  if (!file.ok || problems.length > 0) return { ok: false, problems };
  const { file: _file, fileIsNamed: _fileIsNamed, ...fromEnvironment } = environment;
  return {
    ok: true,
    config: {
      ...fromEnvironment,
      apiToken: apiToken ?? '',
      tokens: (written.tokens ?? []).map(toToken),
      apps: [...(written.apps ?? [defaultApp(secrets?.ingestKey ?? '')]), ...ownApps(secrets)],
      budgets: file.budgets,
      receivers: written.receivers ?? [],
      evaluateEverySeconds: written.evaluateEverySeconds ?? DEFAULT_EVALUATE_EVERY_SECONDS,
      retention: retentionOf(written.retention),
      ...limitsOf(written.limits),
      ingest: { ...DEFAULT_INGEST, ...written.ingest },
      trustedProxies: written.trustedProxies ?? [],
      countryHeader: written.countryHeader?.toLowerCase(),
    },
  };
}

async function loadFile(
  { file, fileIsNamed }: EnvironmentConfig,
  { cwd, env, readFile, apiToken }: Required<LoadConfigOptions> & { readonly apiToken: string | undefined },
): Promise<ParsedFile> {
  const shortName = relative(cwd, file);
  const where = shortName.startsWith('..') ? file : shortName;
  try {
    return parseFile(await readFile(file), where, env, apiToken);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      if (!fileIsNamed) return { ok: true, written: {}, budgets: DEFAULT_BUDGETS };
      return { ok: false, problems: [{ where: 'PACELINE_CONFIG', message: `there is no file ${file}` }] };
    }
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [{ where, message: `cannot be read: ${reason}` }] };
  }
}

async function loadSecrets(
  dataFolder: string,
  readFile: (path: string) => Promise<string>,
): Promise<Secrets | undefined> {
  try {
    return parseSecrets(await readFile(secretsPath(dataFolder)));
  } catch {
    // Unreadable secrets are as good as none; only who needs them is told.
    return undefined;
  }
}

function missingSecrets(
  { apiToken, dataFolder }: EnvironmentConfig,
  environmentProblems: readonly ConfigProblem[],
  written: WrittenConfig,
  secrets: Secrets | undefined,
): readonly ConfigProblem[] {
  if (secrets !== undefined) return [];
  const problems: ConfigProblem[] = [];
  const generated = `and ${secretsPath(dataFolder)}, which "paceline up" generates, cannot be read`;
  const tokenIsTold = environmentProblems.some(({ where }) => where === 'PACELINE_API_TOKEN');
  if (apiToken === undefined && !tokenIsTold) {
    problems.push({ where: 'PACELINE_API_TOKEN', message: `is not set, ${generated}` });
  }
  if (written.apps === undefined) {
    problems.push({ where: 'paceline.yaml', path: 'apps', message: `names no app, ${generated}` });
  }
  return problems;
}

function toToken({ token, sha256, ...rest }: NonNullable<WrittenConfig['tokens']>[number]): TokenConfig {
  return { ...rest, sha256: token === undefined ? (sha256 ?? '').toLowerCase() : digestOfToken(token) };
}

function defaultApp(key: string): AppConfig {
  return { name: DEFAULT_APP_NAME, keys: [key], origins: ['*'] };
}

/** No page may send to it: without origins, only servers can. */
function ownApps(secrets: Secrets | undefined): readonly AppConfig[] {
  return secrets === undefined ? [] : [{ name: OWN_APP_NAME, keys: [secrets.ownKey], origins: [] }];
}

function limitsOf(written: WrittenConfig['limits'] = {}): {
  readonly limits: Limits;
  readonly apiLimits: ApiLimits;
} {
  const {
    apiRequestsPerSecondPerToken = DEFAULT_API_LIMITS.apiRequestsPerSecondPerToken,
    failedSignInsPerMinutePerIp = DEFAULT_API_LIMITS.failedSignInsPerMinutePerIp,
    apiCacheBytes = DEFAULT_API_LIMITS.apiCacheBytes,
    ...ofIngest
  } = written;
  return {
    limits: { ...DEFAULT_LIMITS, ...ofIngest },
    apiLimits: { apiRequestsPerSecondPerToken, failedSignInsPerMinutePerIp, apiCacheBytes },
  };
}

function retentionOf(written: WrittenConfig['retention'] = {}): Retention {
  return {
    rawSeconds: secondsOf(written.raw) ?? DEFAULT_RETENTION.rawSeconds,
    rollup10sSeconds: secondsOf(written['10s']) ?? DEFAULT_RETENTION.rollup10sSeconds,
    rollup1mSeconds: secondsOf(written['1m']) ?? DEFAULT_RETENTION.rollup1mSeconds,
    rollup1hSeconds: secondsOf(written['1h']) ?? DEFAULT_RETENTION.rollup1hSeconds,
  };
}

function secondsOf(text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(text);
}
