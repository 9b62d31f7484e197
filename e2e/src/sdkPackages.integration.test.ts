import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { batchSchema, type Batch } from '@paceline/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const TSC = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');

/** The files of each package beside package.json, README.md and LICENSE. */
const DIST = {
  'sdk-browser': [
    'attribution.d.ts',
    'attribution.js',
    'handle.d.ts',
    'index.d.ts',
    'index.js',
    'options.d.ts',
    'trace.d.ts',
    'tracing.d.ts',
    'tracing.js',
    'vitals.d.ts',
    'vitals.js',
    'wire.d.ts',
  ],
  'sdk-node': [
    'honoRoute.d.ts',
    'index.d.ts',
    'index.js',
    'init.d.ts',
    'options.d.ts',
    'paceline.d.ts',
    'requestRoutes.d.ts',
  ],
} as const;
type Sdk = keyof typeof DIST;
const SDKS: readonly Sdk[] = ['sdk-browser', 'sdk-node'];

/** Folder of an app that has both packages installed, and of ours nothing else. */
let app: string;
const installed = (sdk: Sdk, ...path: string[]): string =>
  join(app, 'node_modules', '@paceline', sdk, ...path);

beforeAll(async () => {
  app = await mkdtemp(join(tmpdir(), 'paceline-app-'));
  await writeFile(join(app, 'package.json'), '{ "type": "module", "private": true }');
  const workspaces = SDKS.flatMap((sdk) => ['-w', `@paceline/${sdk}`]);
  await run('npm', ['pack', ...workspaces, '--pack-destination', app], { cwd: root });
  const tarballs = (await readdir(app)).filter((file) => file.endsWith('.tgz'));
  for (const sdk of SDKS) {
    const tarball = tarballs.find((file) => file.startsWith(`paceline-${sdk}-`)) ?? '';
    await mkdir(installed(sdk), { recursive: true });
    await run('tar', ['-xzf', join(app, tarball), '-C', installed(sdk), '--strip-components=1']);
  }
  await mkdir(join(app, 'node_modules', '@types'));
  for (const name of ['web-vitals', 'hono', '@types/node'])
    await symlink(join(root, 'node_modules', name), join(app, 'node_modules', name));
});
afterAll(() => rm(app, { recursive: true, force: true }));

/** Compiles the files of the app; returns what is wrong, as `file(line`. */
async function compile(files: Record<string, string>, options: object): Promise<string[]> {
  const folder = await mkdtemp(join(app, 'compiled-'));
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    target: 'es2023',
    types: [],
    ...options,
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const project = { compilerOptions, files: Object.keys(files) };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(project));
  const output = await run(process.execPath, [TSC, '-p', folder, '--pretty', 'false'], { cwd: folder }).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
  // Without a place it is about the project, and is shown as it is.
  return output.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith(' ')) return [];
    return [/^(\S+\(\d+),\d+\): error/.exec(line)?.[1] ?? line];
  });
}

const textOf = (sdk: Sdk, ...path: string[]): Promise<string> => readFile(installed(sdk, ...path), 'utf8');

/** The TypeScript in a README; the first snippet is the file `paceline.ts`, which others may import. */
async function snippetsOf(sdk: Sdk): Promise<Record<string, string>> {
  const snippets = [...(await textOf(sdk, 'README.md')).matchAll(/```ts\n(.*?)```/gs)];
  return Object.fromEntries(
    snippets.map(([, text = ''], index) => [index === 0 ? 'paceline.ts' : `snippet${index}.ts`, text]),
  );
}

/** As small as a collector can be; every batch is checked against the protocol. */
async function startCollector() {
  const received: { batch: Batch; headers: IncomingHttpHeaders; path: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { headers, url: path = '' } = request;
      const batch = batchSchema().safeParse(JSON.parse(body));
      if (batch.success) received.push({ batch: batch.data, headers, path });
      response.writeHead(batch.success ? 202 : 400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ accepted: batch.data?.events.length ?? 0, dropped: [] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}`, received, [Symbol.dispose]: () => void server.close() };
}

/** Runs a program of the app; fails unless it ends by itself with exit code 0. */
async function runInApp(name: string, program: string, ...args: string[]) {
  await writeFile(join(app, name), program);
  return run(process.execPath, [join(app, name), ...args], { cwd: app, timeout: 20_000 });
}

describe.each(SDKS)('the package %s', (sdk) => {
  it('holds the built SDK, its types, README and licence, and nothing else', async () => {
    const files = (await readdir(installed(sdk))).toSorted();
    expect(files).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    expect((await readdir(installed(sdk, 'dist'))).toSorted()).toEqual(DIST[sdk]);
    expect(await textOf(sdk, 'LICENSE')).toBe(await readFile(join(root, 'LICENSE'), 'utf8'));
  });

  it('imports only itself and Node, and depends on nothing', async () => {
    const manifest = JSON.parse(await textOf(sdk, 'package.json')) as { dependencies?: object };
    expect(manifest.dependencies).toBeUndefined();
    const texts = await Promise.all(DIST[sdk].map((file) => textOf(sdk, 'dist', file)));
    const imported = texts.flatMap((text) =>
      [...text.matchAll(/\b(?:from|import|require)\b\s*\(?\s*["']([^"']+)["']/g)].map(
        ([, name = '']) => name,
      ),
    );
    const others = imported.filter((name) => !/^(\.|node:)/.test(name));
    expect(others).toEqual([]);
    expect(texts.join()).not.toMatch(/\bzod\b|@paceline\/(?!sdk)/);
  });

  it('explains every option in its README', async () => {
    const [declared = ''] =
      /interface Options \{.*?\n\}/s.exec(await textOf(sdk, 'dist', 'options.d.ts')) ?? [];
    const options = [...declared.matchAll(/readonly (\w+)\??:/g)].map(([, name = '']) => name);
    const rows = [...(await textOf(sdk, 'README.md')).matchAll(/^\| `(\w+)`/gm)];
    expect(options).toContain('endpoint');
    expect(new Set(rows.map(([, name = '']) => name))).toEqual(new Set(options));
  });
});

describe('the types of sdk-node', () => {
  it('let right code through and stop each wrong line, in an app that has no types of Node', async () => {
    const wrong = await compile(
      {
        'right.ts': `
import { honoRoute, init, setRoute, type EventCounts, type Options, type Paceline } from '@paceline/sdk-node';
const options: Options = { endpoint: 'https://paceline.example.com', key: 'k', release: undefined, sampleRate: 0.5 };
const paceline: Paceline = init(options);
const rows: Promise<string[]> = paceline.timeQuery('sqlite', 'SELECT orders', async () => ['a']);
const share: number = paceline.timeInference('model', () => 0.5, { coldStart: true });
const end: () => void = paceline.pool('orders', () => ({ active: 1, idle: 2, waiting: 0, size: 3 }));
paceline.recordRequest({ method: 'GET', route: '/orders/:id', status: 200, durationMs: share });
paceline.recordCache({ layer: 'cdn', outcome: 'eviction', count: 3 });
paceline.measure('basket.size', 3, { currency: 'EUR', first: true });
setRoute({}, '/orders/:id');
const counts: EventCounts = paceline.counts();
export const used = [rows, end, counts, honoRoute()];`,
        'wrong.ts': `import { init } from '@paceline/sdk-node';
init({ endpoint: 'https://paceline.example.com' });
const paceline = init({ endpoint: '', key: '', flushEvery: 1 });
paceline.cache.hit('sessions', 'disk');
paceline.measure('basket.size', '3');
paceline.recordRequest({ method: 'GET', route: '/', status: 200 });
const rows: number = paceline.timeQuery('sqlite', 'SELECT', () => 'text');
paceline.nothing(rows);
paceline.cache = paceline.cache;
`,
      },
      { module: 'nodenext', lib: ['es2023'] },
    );
    expect(wrong).toEqual([2, 3, 4, 5, 6, 7, 8, 9].map((line) => `wrong.ts(${line}`));
  });

  it('fit the snippets of the README, in an app with Hono', async () => {
    const context = `
declare const database: { query(sql: string): Promise<string[]> };
declare const model: { run(input: unknown): Promise<number[]> };
declare const index: { nearest(vector: number[]): string[] };`;
    const files = { ...(await snippetsOf('sdk-node')), 'context.d.ts': context };
    expect(Object.keys(files)).toHaveLength(5);
    const options = { module: 'nodenext', lib: ['es2023'], types: ['node'] };
    expect(await compile(files, options)).toEqual([]);
  });
});

describe('the types of sdk-browser', () => {
  it('let right code through and stop each wrong line, in an app for browsers', async () => {
    const wrong = await compile(
      {
        'right.ts': `
import { init, type Handle, type Options, type TelemetryEvent } from '@paceline/sdk-browser';
const options: Options = { endpoint: '', key: 'k', sampleRate: undefined, routes: ['/orders/:id'] as const };
const hide = (event: TelemetryEvent): TelemetryEvent | undefined => {
  if (event.type === 'vital' && event.name === 'INP') return { ...event, value: Math.round(event.value) };
  if (event.type === 'page-resources') return event.inlineCriticalBytes > 0 ? event : undefined;
  return event;
};
const handle: Handle = init({ ...options, beforeSend: hide });
init({ ...options, beforeSend(event) { if (event.type === 'error') event.message = ''; return event; } });
handle.recordCache('memory', 'hit');
handle.setContext({ country: 'NL', device: undefined });
window.paceline?.measure('basket.size', 3, { currency: 'EUR' });
await handle.flush();`,
        'wrong.ts': `import { init } from '@paceline/sdk-browser';
const handle = init({ key: 'k' });
init({ endpoint: '', key: '', beforeSend: (event) => event.type });
init({ endpoint: '', key: '', beforeSend: (event) => (event.type === 'click' ? null : event) });
handle.recordCache('disk', 'hit');
handle.setContext({ pageViewId: 'mine' });
handle.measure('basket.size');
handle.nothing();
handle.flush = handle.flush;
`,
      },
      { module: 'esnext', moduleResolution: 'bundler', lib: ['es2023', 'dom'] },
    );
    expect(wrong).toEqual([2, 3, 4, 5, 6, 7, 8, 9].map((line) => `wrong.ts(${line}`));
  });

  it('fit the snippets of the README, in code that a server shares', async () => {
    const files = await snippetsOf('sdk-browser');
    expect(Object.keys(files)).toHaveLength(3);
    expect(await compile(files, { module: 'nodenext', lib: ['es2023'] })).toEqual([]);
  });
});

describe('sdk-node', () => {
  it('sends a batch that the protocol takes', async () => {
    using collector = await startCollector();
    const program = `
      import { createServer } from 'node:http';
      import { init } from '@paceline/sdk-node';
      const paceline = init({ endpoint: process.argv[2], key: 'pk_of_the_tests', release: '1.4.0' });
      paceline.measure('basket.size', 3);
      const server = createServer((request, response) => response.end()).listen(0, '127.0.0.1', async () => {
        await fetch(\`http://127.0.0.1:\${server.address().port}/orders/17\`);
        server.close();
        server.closeAllConnections();
      });`;
    const { stdout, stderr } = await runInApp('server.js', program, collector.endpoint);
    expect(stdout + stderr).toBe('');
    expect(collector.received).toMatchObject([
      {
        path: '/v1/events',
        headers: { 'x-paceline-key': 'pk_of_the_tests' },
        batch: { source: 'node', release: '1.4.0' },
      },
    ]);
    const events = collector.received.flatMap(({ batch }) => batch.events);
    expect(events).toMatchObject([
      { type: 'measure', name: 'basket.size', value: 3 },
      { type: 'request', side: 'server', method: 'GET', route: '/orders/:id', status: 200 },
    ]);
  });

  it('can be required by CommonJS', async () => {
    using collector = await startCollector();
    const program = `
      const { init } = require('@paceline/sdk-node');
      init({ endpoint: process.argv[2], key: 'pk_of_the_tests' }).measure('basket.size', 3);`;
    await runInApp('server.cjs', program, collector.endpoint);
    expect(collector.received.flatMap(({ batch }) => batch.events)).toMatchObject([{ name: 'basket.size' }]);
  });
});

describe('sdk-browser', () => {
  it('does nothing on a server, and says nothing', async () => {
    using collector = await startCollector();
    const program = `
      import { init } from '@paceline/sdk-browser';
      const paceline = init({ endpoint: process.argv[2], key: 'pk_of_the_tests', flushEveryMs: 1 });
      paceline.measure('basket.size', 3);
      paceline.recordCache('memory', 'hit');
      paceline.recordError(new Error('rendering failed'));
      paceline.setRoute('/orders/:id');
      paceline.setContext({ country: 'NL' });
      await paceline.flush();
      paceline.stop();`;
    const { stdout, stderr } = await runInApp('render.js', program, collector.endpoint);
    expect(stdout + stderr).toBe('');
    expect(collector.received).toEqual([]);
  });
});
