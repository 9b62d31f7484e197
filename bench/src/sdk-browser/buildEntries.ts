import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildBrowserSdk } from '../../../sdk-browser/build.mjs';
import { bundleForBrowser } from './bundleForBrowser.ts';

const room = fileURLToPath(new URL('../../../sdk-browser', import.meta.url));
const nodePaths = ['../../../sdk-browser/node_modules', '../../../node_modules'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);

/** What of the SDK an app can take: all of it, only vitals, all with what vitals are due to, all with traces. */
export const ENTRIES = ['full', 'vitals', 'attribution', 'tracing'] as const;

export type EntryName = (typeof ENTRIES)[number];

/** Minified scripts. */
export interface BuiltEntries {
  /** The package's entries as an app's bundler makes them part of the app, with all that they import. */
  readonly bundled: Readonly<Record<EntryName, string>>;
  /** The files that a collector serves for script tags. */
  readonly served: Readonly<Record<Exclude<EntryName, 'vitals'> | 'loader', ServedScript>>;
}

export interface ServedScript {
  readonly file: string;
  readonly text: string;
}

const START = "({ endpoint: 'https://collect.example.com', key: 'key' })";

/** How an app starts each entry. */
const APPS: Readonly<Record<EntryName, string>> = {
  full: `import { init } from '@paceline/sdk-browser'; init${START};`,
  vitals: `import { init } from '@paceline/sdk-browser/vitals'; init${START};`,
  attribution: `import { init } from '@paceline/sdk-browser/attribution'; init${START};`,
  tracing: `import { init } from '@paceline/sdk-browser'; import { traceRequests } from '@paceline/sdk-browser/tracing'; init({ endpoint: 'https://collect.example.com', key: 'key', tracing: traceRequests() });`,
};

/** Builds the SDK from the sources at hand, both ways that it reaches a page. */
export async function buildEntries(): Promise<BuiltEntries> {
  const folder = mkdtempSync(join(tmpdir(), 'paceline-bench-sdk-'));
  try {
    // Where an app would have it after `npm install`: its package.json is what tells bundlers about entries and side effects.
    const installed = join(folder, 'node_modules', '@paceline', 'sdk-browser');
    const scriptFolder = join(folder, 'served');
    mkdirSync(installed, { recursive: true });
    mkdirSync(scriptFolder);
    cpSync(join(room, 'package.json'), join(installed, 'package.json'));
    await buildBrowserSdk({ outdir: join(installed, 'dist'), scriptFolder });
    const bundle = (name: EntryName) =>
      bundleForBrowser({ contents: APPS[name], resolveDir: folder, nodePaths });
    return {
      bundled: {
        full: await bundle('full'),
        vitals: await bundle('vitals'),
        attribution: await bundle('attribution'),
        tracing: await bundle('tracing'),
      },
      served: {
        loader: readScript(scriptFolder, /^paceline\.js$/),
        full: readScript(scriptFolder, /^paceline-(?!attribution-|tracing-)[^.]+\.js$/),
        attribution: readScript(scriptFolder, /^paceline-attribution-[^.]+\.js$/),
        tracing: readScript(scriptFolder, /^paceline-tracing-[^.]+\.js$/),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readScript(folder: string, pattern: RegExp): ServedScript {
  const files = readdirSync(folder);
  const [file, ...more] = files.filter((name) => pattern.test(name));
  if (file === undefined || more.length > 0)
    throw new Error(`one file like ${pattern.source} should be built; there are: ${files.join(', ')}`);
  return { file, text: readFileSync(join(folder, file), 'utf8') };
}
