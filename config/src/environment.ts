import { resolve } from 'node:path';
import type { ConfigProblem } from './config.ts';
import type { Environment } from './expandVariables.ts';
import { isAddressOrRange, isHttpUrl, SHORTEST_KEY } from './fileSchema.ts';

export const DEFAULT_PORT = 4600;
export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_DATA_FOLDER = '.paceline';
export const DEFAULT_CONFIG_FILE = 'paceline.yaml';
/** Collectors forward from the same machine unless the environment says otherwise. */
export const DEFAULT_COLLECTORS: readonly string[] = ['127.0.0.0/8', '::1'];

/** What the environment alone says. */
export interface EnvironmentConfig {
  readonly host: string;
  readonly port: number;
  readonly dataFolder: string;
  /** Absolute path of `paceline.yaml`. */
  readonly file: string;
  /** Whether the environment names the file, so that it must exist. */
  readonly fileIsNamed: boolean;
  readonly redisUrl: string | undefined;
  readonly clickhouseUrl: string | undefined;
  readonly clickhouseCluster: string | undefined;
  readonly apiUrl: string | undefined;
  readonly publicUrl: string;
  readonly apiToken: string | undefined;
  readonly collectors: readonly string[];
}

/** Absolute folder of everything Paceline keeps, known before anything is checked. */
export function dataFolderOf(env: Environment, cwd: string): string {
  return resolve(cwd, valueOf(env, 'PACELINE_DATA') ?? DEFAULT_DATA_FOLDER);
}

/** Reads the environment; what is wrong is told in `problems` and replaced by its default. */
export function parseEnvironment(
  env: Environment,
  cwd: string,
): { readonly parsed: EnvironmentConfig; readonly problems: readonly ConfigProblem[] } {
  const problems: ConfigProblem[] = [];

  function checked(name: string, isRight: (value: string) => boolean, expected: string): string | undefined {
    const value = valueOf(env, name);
    if (value === undefined || isRight(value)) return value;
    problems.push({ where: name, message: `must be ${expected}` });
    return undefined;
  }
  const httpUrl = (name: string) =>
    withoutTrailingSlash(checked(name, isHttpUrl, 'an address that begins with http:// or https://'));

  const port = Number(checked('PACELINE_PORT', isPort, 'a port from 0 to 65535') ?? DEFAULT_PORT);
  const host = checked('PACELINE_HOST', isHost, 'a host name or an IP address') ?? DEFAULT_HOST;
  const parsed: EnvironmentConfig = {
    host,
    port,
    dataFolder: dataFolderOf(env, cwd),
    file: resolve(cwd, valueOf(env, 'PACELINE_CONFIG') ?? DEFAULT_CONFIG_FILE),
    fileIsNamed: valueOf(env, 'PACELINE_CONFIG') !== undefined,
    redisUrl: checked('REDIS_URL', isRedisUrl, 'an address that begins with redis:// or rediss://'),
    clickhouseUrl: httpUrl('CLICKHOUSE_URL'),
    clickhouseCluster: checked(
      'CLICKHOUSE_CLUSTER',
      (value) => /^[A-Za-z_][\w-]{0,127}$/.test(value) && valueOf(env, 'CLICKHOUSE_URL') !== undefined,
      'the name of a cluster of the ClickHouse at CLICKHOUSE_URL: letters, digits, "_" and "-"',
    ),
    apiUrl: httpUrl('PACELINE_API_URL'),
    publicUrl: httpUrl('PACELINE_PUBLIC_URL') ?? addressOf(host, port),
    apiToken: checked(
      'PACELINE_API_TOKEN',
      (value) => value.length >= SHORTEST_KEY && /^[\x21-\x7e]+$/.test(value),
      `a token of at least ${SHORTEST_KEY} characters without spaces`,
    ),
    collectors:
      listOf(
        checked(
          'PACELINE_COLLECTORS',
          (value) => listOf(value)?.every((entry) => isAddressOrRange(entry)) ?? false,
          'a comma list of IP addresses and ranges such as "10.0.0.0/8"',
        ),
      ) ?? DEFAULT_COLLECTORS,
  };
  return { parsed, problems };
}

/** An empty variable counts as not set, as compose files pass it. */
function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** A comma list's entries. */
function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((entry) => entry.trim());
}

function addressOf(host: string, port: number): string {
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${isEverywhere ? 'localhost' : name}:${port}`;
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) <= 65_535;
}

function isHost(value: string): boolean {
  return /^[A-Za-z0-9._:-]{1,253}$/.test(value);
}

function isRedisUrl(value: string): boolean {
  return URL.canParse(value) && /^rediss?:$/.test(new URL(value).protocol);
}

function withoutTrailingSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '');
}
