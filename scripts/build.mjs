#!/usr/bin/env node
// Builds dist/: the bundled command line with every server room, the engine's process, the
// dashboard and both SDKs. One build serves `npm start`, the tests and the images.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build as bundle } from 'esbuild';
import { buildDashboard } from '../dashboard/build.mjs';
import { buildBrowserSdk } from '../sdk-browser/build.mjs';
import { buildNodeSdk } from '../sdk-node/build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Packages that carry native code, WebAssembly or programs of their own, loaded from node_modules. */
const EXTERNAL = ['chdb', 'node-sqlite3-wasm', 'playwright-core', 'msgpackr-extract', 'web-vitals'];

/** CommonJS packages inside the bundle call `require`. */
const BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

async function buildServers() {
  await bundle({
    absWorkingDir: root,
    entryPoints: { paceline: 'cli/src/main.ts', engine: 'engine/src/main.ts', shop: 'demo/src/main.ts' },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    conditions: ['paceline-source'],
    external: EXTERNAL,
    banner: { js: BANNER },
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
  });
  cpSync(join(root, 'storage', 'src', 'sql'), join(dist, 'sql'), { recursive: true });
  cpSync(join(root, 'query-api', 'src', 'docs', 'docs-page'), join(dist, 'docs-page'), { recursive: true });
}

export async function build() {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  await Promise.all([
    buildServers(),
    buildDashboard({ outdir: join(dist, 'dashboard') }),
    buildNodeSdk({ outdir: join(root, 'sdk-node', 'dist') }),
    buildBrowserSdk({ outdir: join(root, 'sdk-browser', 'dist'), scriptFolder: join(dist, 'browser') }),
  ]);
  writeFileSync(join(dist, 'built'), `${new Date().toISOString()}\n`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await build();
