import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Storage } from '@paceline/storage';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { runPaceline, spawnPaceline } from '../../../test/runPaceline.ts';
import { READER, startApi, TOKEN } from '../../../test/startApi.ts';

const PATIENCE = { timeout: 20_000, interval: 20 };

let folder: string;
const closers: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paceline-export-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
});
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

const SHOP = ['export', '--app', 'shop', '--table', 'measurements'];
const envOf = (url: string, token = TOKEN) => ({ PACELINE_PUBLIC_URL: url, PACELINE_API_TOKEN: token });

async function start(replaced: Partial<Storage> = {}) {
  const world = await startApi(inject('clickhouseUrl'), replaced);
  closers.push(() => world.close());
  const env = envOf(world.api.url);
  return { ...world, env, run: (...words: string[]) => runPaceline([...SHOP, ...words], env) };
}

/** What the command says where it fails. */
async function failed(env: NodeJS.ProcessEnv): Promise<string> {
  const { code, stdout, stderr } = await runPaceline(SHOP, env);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return stderr;
}

/** An API whose exports are these bytes. */
const startWith = (content: () => AsyncIterable<Buffer>) =>
  start({ openExport: async () => ({ bytes: Readable.from(content()), rows: null }) });

async function* brokenOff(): AsyncGenerator<Buffer> {
  yield Buffer.from('{"a":1}\n');
  throw new Error('the database is gone');
}

async function* endless(): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.from('{"a":1}\n');
    // The loop of others gets its turn.
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('paceline export', () => {
  it('writes each format whole, and prints the same without -o', async () => {
    const { store, run } = await start();
    await store(['shop', 'blog'], ['visit-a', 'visit-b']);
    const jsonl = join(folder, 'rows.jsonl');
    const written = await run('-o', jsonl);
    expect(written).toMatchObject({ code: 0, stderr: '' });
    expect(written.stdout).toMatch(
      /^Exported measurements of shop \(2 rows, [\d.]+ \S+\) to \S+rows\.jsonl in [\d.]+ s\.\n$/,
    );
    const text = await readFile(jsonl, 'utf8');
    expect(text.trimEnd().split('\n')).toHaveLength(2);
    expect(text).toContain('"visit-a"');
    const printed = await run();
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(printed.stdout.split('\n').toSorted()).toEqual(text.split('\n').toSorted());

    const parquet = join(folder, 'rows.parquet');
    expect((await run('--format', 'parquet', '--from', 'now-1h', '-o', parquet)).code).toBe(0);
    const bytes = await readFile(parquet);
    expect([bytes.subarray(0, 4), bytes.subarray(-4)].map(String)).toEqual(['PAR1', 'PAR1']);
    // No row at all is a whole answer.
    expect(await run('--to', 'now-1d')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await readdir(folder)).toSorted()).toEqual(['rows.jsonl', 'rows.parquet']);
  });

  it('replaces a file only with --force, and nothing that is no file', async () => {
    const { store, run } = await start();
    await store(['shop'], ['visit-a']);
    const file = join(folder, 'rows.jsonl');
    await writeFile(file, 'mine');
    const refused = await run('-o', file);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^paceline: \S+ is already there: .*--force.*\n$/);
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect((await run('-o', file, '--force')).code).toBe(0);
    expect(await readFile(file, 'utf8')).toContain('"visit-a"');
    await mkdir(join(folder, 'place'));
    expect((await run('-o', join(folder, 'place'), '--force')).stderr).toContain('is no file');
    expect((await run('-o', join(folder, 'nowhere', 'x'))).stderr).toContain('does not exist');
  });

  it('fails for an answer that breaks off, and leaves no file', async () => {
    const { run } = await startWith(brokenOff);
    const file = await run('-o', join(folder, 'rows.jsonl'));
    expect(file).toMatchObject({ code: 1, stdout: '' });
    expect(file.stderr).toMatch(
      /^paceline: the export broke off \(.+\); nothing of the export was kept\.\n$/,
    );
    expect(await readdir(folder)).toEqual([]);
    const printed = await run();
    expect(printed.code).toBe(1);
    expect(printed.stderr).toContain('what was printed is not complete');
  });

  it('fails for half a file behind a proxy that hides that it broke off', async () => {
    const server = createServer((_, response) => {
      // As an answer of HTTP/1.0, which ends where its connection does.
      response.useChunkedEncodingByDefault = false;
      response.writeHead(200, { connection: 'close' }).end('{"a":1}\n{"a":');
    });
    const url = await listen(server);
    const { code, stderr } = await runPaceline([...SHOP, '-o', join(folder, 'rows.jsonl')], envOf(url));
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('does not end as') });
    expect(await readdir(folder)).toEqual([]);
  });

  it('that is stopped leaves no file', async () => {
    const { env } = await startWith(endless);
    const { child, finished } = spawnPaceline([...SHOP, '-o', join(folder, 'rows.jsonl')], env);
    await expect
      .poll(() => readdir(folder), PATIENCE)
      .toEqual([expect.stringMatching(/^rows\.jsonl\..*\.partial$/)]);
    child.kill('SIGINT');
    expect(await finished).toEqual({
      code: 1,
      stdout: '',
      stderr: 'paceline: stopped; nothing of the export was kept.\n',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends in peace when its reader has seen enough', async () => {
    const { env } = await startWith(endless);
    const { child, finished } = spawnPaceline(SHOP, env);
    child.stdout?.once('data', () => child.stdout?.destroy());
    expect(await finished).toMatchObject({ code: 0, stderr: '' });
  });

  it('says in one line what is wrong with address, token, scope or app', async () => {
    const { api, run } = await start();
    expect(await failed(envOf('http://127.0.0.1:1'))).toMatch(
      /^paceline: nothing that can be used answers at http:\/\/127\.0\.0\.1:1 \(.+\): start Paceline, .*\n$/,
    );
    expect(await failed(envOf(api.url, `${TOKEN}x`))).toMatch(
      /^paceline: Paceline at \S+ does not know the token from PACELINE_API_TOKEN: .*\n$/,
    );
    expect(await failed(envOf(api.url, READER))).toMatch(
      /^paceline: the token from PACELINE_API_TOKEN lacks the scope "export": .*\n$/,
    );
    expect(await failed({ PACELINE_DATA: folder })).toMatch(/^paceline: there is no API token: .*\n$/);
    expect((await run('--app', 'nobody')).stderr).toMatch(
      /^paceline: Paceline at \S+ answers: Not Found: .*nobody.*\n$/,
    );
  });

  it('finds port and token of the Paceline of this machine', async () => {
    const { api, store } = await start();
    await store(['shop'], ['visit-a']);
    const secret = 'of-this-test-0123456789';
    const secrets = { ingestKey: secret, ownKey: secret, redisPassword: secret, enginePassword: secret };
    await writeFile(join(folder, 'secrets.json'), JSON.stringify({ ...secrets, apiToken: TOKEN }));
    const env = { PACELINE_DATA: folder, PACELINE_PORT: String(api.port) };
    expect(await runPaceline(SHOP, env)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('"visit-a"'),
    });
  });

  it.each([
    [['--table', 'users'], '--table must be one of measurements, errors, rollup_10s'],
    [['--format', 'xml'], '--format must be one of parquet, csv, jsonl'],
    [['--from', 'monday'], 'from: "monday" is no time'],
  ])('ends with 2 and says how it is used after %j', async (words, message) => {
    const { run } = await start();
    const { code, stdout, stderr } = await run(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Usage: paceline export');
  });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on no port');
  return `http://127.0.0.1:${address.port}`;
}
