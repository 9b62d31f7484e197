import { readFile } from 'node:fs/promises';
import { DEFAULT_BUDGETS } from '@paceline/budgets';
import { DEFAULT_API_LIMITS, DEFAULT_LIMITS } from '@paceline/protocol';
import { describe, expect, it } from 'vitest';
import type { Config } from './config.ts';
import { DEFAULT_INGEST } from './defaultIngest.ts';
import { digestOfToken } from './digestOfToken.ts';
import type { Environment } from './expandVariables.ts';
import { formatProblems } from './formatProblems.ts';
import { loadConfig } from './loadConfig.ts';

const secrets = JSON.stringify({
  ingestKey: 'pk_generated_0123456789',
  ownKey: 'pk_own_0123456789',
  apiToken: 'pt_generated_0123456789',
  redisPassword: 'redis_0123456789',
  enginePassword: 'engine_0123456789',
});

/** Loads with files that exist only here. */
function load(env: Environment, files: Readonly<Record<string, string>> = {}) {
  return loadConfig({
    env,
    cwd: '/srv',
    readFile: async (path) => {
      const text = files[path];
      if (text !== undefined) return text;
      throw Object.assign(new Error(`no file ${path}`), { code: 'ENOENT' });
    },
  });
}

async function configOf(env: Environment, files: Readonly<Record<string, string>>): Promise<Config> {
  const loaded = await load(env, files);
  if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
  return loaded.config;
}

async function problemsOf(env: Environment, files: Readonly<Record<string, string>> = {}) {
  const loaded = await load(env, files);
  return loaded.ok ? [] : formatProblems(loaded.problems).split('\n');
}

const withSecrets = { '/srv/.paceline/secrets.json': secrets };

/** The secrets, and a file with one token. */
function withToken(written: string) {
  return { ...withSecrets, '/srv/paceline.yaml': `tokens: [{ name: ci, scopes: [read], ${written} }]` };
}

describe('loadConfig', () => {
  it('has a default for everything once the secrets are generated', async () => {
    expect(await configOf({}, withSecrets)).toEqual({
      host: '127.0.0.1',
      port: 4600,
      dataFolder: '/srv/.paceline',
      redisUrl: undefined,
      clickhouseUrl: undefined,
      clickhouseCluster: undefined,
      apiUrl: undefined,
      publicUrl: 'http://127.0.0.1:4600',
      collectors: ['127.0.0.0/8', '::1'],
      apiToken: 'pt_generated_0123456789',
      tokens: [],
      apps: [
        { name: 'demo', keys: ['pk_generated_0123456789'], origins: ['*'] },
        { name: 'paceline', keys: ['pk_own_0123456789'], origins: [] },
      ],
      budgets: DEFAULT_BUDGETS,
      receivers: [],
      evaluateEverySeconds: 5,
      retention: {
        rawSeconds: 7 * 86_400,
        rollup10sSeconds: 2 * 86_400,
        rollup1mSeconds: 30 * 86_400,
        rollup1hSeconds: 13 * 31 * 86_400,
      },
      limits: DEFAULT_LIMITS,
      apiLimits: DEFAULT_API_LIMITS,
      ingest: DEFAULT_INGEST,
      trustedProxies: [],
      countryHeader: undefined,
    });
  });

  it('takes every variable of the environment', async () => {
    const env = {
      PACELINE_HOST: '0.0.0.0',
      PACELINE_PORT: '8080',
      PACELINE_DATA: '/var/lib/paceline',
      REDIS_URL: 'rediss://cache.example:6380/1',
      CLICKHOUSE_URL: 'https://user:word@store.example:8443/',
      CLICKHOUSE_CLUSTER: 'main-cluster',
      PACELINE_API_URL: 'http://127.0.0.1:4601',
      PACELINE_API_TOKEN: 'pt_from_the_environment',
      PACELINE_COLLECTORS: '10.1.0.0/16, 2001:db8::7',
    };
    expect(await configOf(env, { '/var/lib/paceline/secrets.json': secrets })).toMatchObject({
      host: '0.0.0.0',
      port: 8080,
      dataFolder: '/var/lib/paceline',
      redisUrl: 'rediss://cache.example:6380/1',
      clickhouseUrl: 'https://user:word@store.example:8443',
      clickhouseCluster: 'main-cluster',
      apiUrl: 'http://127.0.0.1:4601',
      publicUrl: 'http://localhost:8080',
      apiToken: 'pt_from_the_environment',
      collectors: ['10.1.0.0/16', '2001:db8::7'],
    });
    const publicUrl = 'https://perf.example';
    expect(
      await configOf({ ...env, PACELINE_DATA: '', PACELINE_PUBLIC_URL: publicUrl }, withSecrets),
    ).toMatchObject({ publicUrl, dataFolder: '/srv/.paceline' });
  });

  it('needs no generated secrets where environment and file name all', async () => {
    const file = 'apps: [{ name: shop, keys: [pk_0123456789abcdef], origins: [] }]';
    const env = { PACELINE_API_TOKEN: 'pt_from_the_environment' };
    expect(await configOf(env, { '/srv/paceline.yaml': file })).toMatchObject({
      apps: [{ name: 'shop' }],
      apiToken: 'pt_from_the_environment',
    });
  });

  it('says which secrets are missing', async () => {
    expect(await problemsOf({})).toEqual([
      expect.stringMatching(/^PACELINE_API_TOKEN: is not set, and \/srv\/\.paceline\/secrets\.json/),
      expect.stringMatching(/^paceline\.yaml apps: names no app, and \/srv\/\.paceline\/secrets\.json/),
    ]);
  });

  it('keeps of a token only its digest, whichever way it was written', async () => {
    const token = 'pt_0123456789abcdef';
    const file = [
      'tokens:',
      `  - { name: ci, token: ${token}, apps: [demo, paceline], scopes: [read] }`,
      `  - { name: all, sha256: ${digestOfToken('another-token-0123').toUpperCase()}, scopes: [read, delete] }`,
    ].join('\n');
    const config = await configOf({}, { ...withSecrets, '/srv/paceline.yaml': file });
    expect(config.tokens).toEqual([
      { name: 'ci', sha256: digestOfToken(token), apps: ['demo', 'paceline'], scopes: ['read'] },
      { name: 'all', sha256: digestOfToken('another-token-0123'), scopes: ['read', 'delete'] },
    ]);
    expect(JSON.stringify(config)).not.toContain(token);
  });

  it('refuses a token that is the API token, given or generated, without printing it', async () => {
    const token = 'pt_from_the_environment';
    const env = { PACELINE_API_TOKEN: token };
    expect(await problemsOf(env, withToken(`token: ${token}`))).toEqual([
      'paceline.yaml:1 tokens[0].token: this is PACELINE_API_TOKEN, which may do everything: take another one',
    ]);
    expect(await problemsOf(env, withToken(`sha256: ${digestOfToken(token)}`))).toHaveLength(1);
    expect(await problemsOf({}, withToken('token: pt_generated_0123456789'))).toHaveLength(1);
    expect(await problemsOf(env, withToken('token: pt_generated_0123456789'))).toEqual([]);
  });

  it('tells problems of environment and file together', async () => {
    const env = {
      PACELINE_PORT: '99999',
      PACELINE_HOST: 'not a host',
      REDIS_URL: 'http://cache.example',
      CLICKHOUSE_URL: 'store.example:8123',
      PACELINE_API_TOKEN: 'short',
      PACELINE_COLLECTORS: '10.0.0.1,,collector',
    };
    expect(await problemsOf(env, { '/srv/paceline.yaml': 'app: []' })).toEqual([
      'PACELINE_PORT: must be a port from 0 to 65535',
      'PACELINE_HOST: must be a host name or an IP address',
      'REDIS_URL: must be an address that begins with redis:// or rediss://',
      'CLICKHOUSE_URL: must be an address that begins with http:// or https://',
      'PACELINE_API_TOKEN: must be a token of at least 16 characters without spaces',
      'PACELINE_COLLECTORS: must be a comma list of IP addresses and ranges such as "10.0.0.0/8"',
      'paceline.yaml:1 app: unknown key "app", did you mean "apps"?',
    ]);
  });

  it('misses the file only when the environment names it', async () => {
    expect(await problemsOf({}, withSecrets)).toEqual([]);
    expect(await problemsOf({ PACELINE_CONFIG: 'mine.yaml' }, withSecrets)).toEqual([
      'PACELINE_CONFIG: there is no file /srv/mine.yaml',
    ]);
  });

  it('takes the example of the documentation', async () => {
    const example = await readFile(new URL('../../docs/paceline.example.yaml', import.meta.url), 'utf8');
    const env = {
      SHOP_INGEST_KEY: 'pk_0123456789abcdef',
      CI_TOKEN: 'pt_0123456789abcdef',
      ON_CALL_SECRET: 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz',
    };
    const config = await configOf(env, { ...withSecrets, '/srv/paceline.yaml': example });
    expect(config).toMatchObject({
      apps: [{ name: 'shop', keys: [env.SHOP_INGEST_KEY], sampleRate: 0.5 }, { name: 'paceline' }],
      tokens: [
        { name: 'ci', sha256: digestOfToken(env.CI_TOKEN), apps: ['shop'], scopes: ['read'] },
        { name: 'analysts', scopes: ['read', 'samples', 'export'] },
      ],
      receivers: [{ name: 'on-call', secret: env.ON_CALL_SECRET }],
      retention: { rawSeconds: 7 * 86_400 },
      limits: { ...DEFAULT_LIMITS, routesPerApp: 500 },
      apiLimits: { ...DEFAULT_API_LIMITS, apiRequestsPerSecondPerToken: 50 },
      ingest: { ...DEFAULT_INGEST, duplicateWindowSeconds: 3600 },
      trustedProxies: ['10.0.0.0/8', '2001:db8::1'],
      countryHeader: 'cf-ipcountry',
    });
    expect(config.budgets).toHaveLength(DEFAULT_BUDGETS.length + 2);
    expect(config.budgets.find(({ id }) => id === 'api-response-time')).toMatchObject({
      target: 250,
      bestSeen: 150,
      receivers: ['on-call'],
    });
  });
});
