import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULT_APP_NAME, formatProblems, loadConfig } from '@paceline/config';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { isRole } from '../../cli/src/roles/role.ts';

const repository = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string) => readFileSync(repository(path), 'utf8');

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      build: z.object({ context: z.string(), dockerfile: z.string(), target: z.string() }).optional(),
      environment: z.record(z.string(), z.string()),
      ports: z.array(z.string()).optional(),
      networks: z.array(z.string()),
      depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).optional(),
      healthcheck: z.looseObject({}).optional(),
      volumes: z.array(z.string()).optional(),
    }),
  ),
  networks: z.record(z.string(), z.unknown()),
});
const { services, networks } = composeSchema.parse(parse(read('docker/compose.yaml'), { merge: true }));
const dockerfile = read('docker/Dockerfile');
const roles = Object.entries(services).filter(([, { build }]) => build !== undefined);

/** The secrets that `docker/.env.example` asks for, filled in. */
const secrets = Object.fromEntries(
  [...read('docker/.env.example').matchAll(/^(\w+)=$/gm)].map(([, name = '']) => [
    name,
    `secret-of-${name.toLowerCase()}`,
  ]),
);

/** What Compose makes of a value: `${NAME:?message}` and `${NAME:-default}`. */
function interpolate(value: string): string {
  return value.replace(
    /\$\{(\w+)(?::([?-])([^}]*))?\}/g,
    (_all, name: string, kind?: string, rest?: string) => {
      const known = secrets[name] ?? (kind === '-' ? rest : undefined);
      if (known === undefined) throw new Error(`${name} is not in docker/.env.example`);
      return known;
    },
  );
}

describe('docker/compose.yaml', () => {
  it('has an image for each role, which is a target of the Dockerfile and runs that role', () => {
    expect(roles.map(([name]) => name).toSorted()).toEqual(['api', 'collector', 'worker']);
    for (const [name, { build }] of roles) {
      expect(isRole(name)).toBe(true);
      expect(build).toEqual({ context: '..', dockerfile: 'docker/Dockerfile', target: name });
      const [, stage = ''] = dockerfile.split(new RegExp(`^FROM role AS ${name}$`, 'm'));
      expect(stage.split(/^FROM /m)[0]).toContain(`"dist/paceline.mjs", "run", "${name}"]`);
    }
  });

  it.each(roles)('gives %s a configuration that it starts with', async (_name, { environment }) => {
    const env = Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, interpolate(value)]),
    );
    const loaded = await loadConfig({
      env: { ...env, PACELINE_HOST: '0.0.0.0', PACELINE_PORT: '4600' },
      cwd: '/paceline',
      readFile: async (path) => {
        if (path === '/paceline/paceline.yaml') return read('docker/paceline.yaml');
        throw Object.assign(new Error(path), { code: 'ENOENT' });
      },
    });
    if (!loaded.ok) throw new Error(formatProblems(loaded.problems));
    expect(loaded.config).toMatchObject({
      apiToken: secrets['PACELINE_API_TOKEN'],
      apps: [{ name: DEFAULT_APP_NAME, keys: [secrets['PACELINE_INGEST_KEY']] }],
      redisUrl: `redis://:${secrets['REDIS_PASSWORD']}@redis:6379`,
    });
  });

  it('lets the roles reach what they need, and only that', () => {
    const { collector, worker, api } = services;
    expect(collector?.environment['PACELINE_API_URL']).toBe('http://api:4600');
    expect(collector?.environment['CLICKHOUSE_URL']).toBeUndefined();
    expect(collector?.networks).toEqual(['front', 'queue']);
    for (const role of [worker, api]) {
      expect(role?.networks).toEqual(['front', 'queue', 'store']);
      expect(Object.keys(role?.depends_on ?? {})).toEqual(['redis', 'clickhouse']);
    }
    for (const { networks: used } of Object.values(services))
      for (const network of used) expect(Object.keys(networks)).toContain(network);
    for (const { depends_on: needed = {} } of Object.values(services))
      for (const name of Object.keys(needed)) expect(services[name]?.healthcheck).toBeDefined();
  });

  it('publishes the collector alone, on this machine alone unless told otherwise', () => {
    const published = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name]) => name)).toEqual(['collector']);
    expect(interpolate(services['collector']?.ports?.[0] ?? '')).toBe('127.0.0.1:4600:4600');
  });

  it('has no secret by default', () => {
    const text = read('docker/compose.yaml');
    for (const name of Object.keys(secrets)) expect(text).not.toMatch(new RegExp(`\\$\\{${name}(:-|-|\\})`));
    expect(Object.keys(secrets).toSorted()).toEqual([
      'CLICKHOUSE_PASSWORD',
      'PACELINE_API_TOKEN',
      'PACELINE_INGEST_KEY',
      'REDIS_PASSWORD',
    ]);
  });

  it('runs the servers that the tests run on where Docker is there', () => {
    const tests = read('e2e/setup/dockerServices.ts');
    for (const name of ['redis', 'clickhouse']) expect(tests).toContain(`'${services[name]?.image}'`);
  });
});

describe('docker/Dockerfile', () => {
  it('copies what exists, and every workspace', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    for (const path of copied) expect(existsSync(repository(path)), path).toBe(true);
    const { workspaces } = z
      .object({ workspaces: z.array(z.string()) })
      .parse(JSON.parse(read('package.json')));
    expect(copied).toEqual(expect.arrayContaining(workspaces));
    const ignored = read('.dockerignore').split('\n');
    for (const path of copied) expect(ignored).not.toContain(path);
  });

  it('runs as somebody without rights', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
  });
});
