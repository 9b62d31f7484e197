import { readFile, readdir, mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'esbuild';

const source = (file) => fileURLToPath(new URL(`./src/${file}`, import.meta.url));
/** Where the page asks for a built file. */
const address = (path) => `/assets/${basename(path)}`;
const brotli = promisify(brotliCompress);
const toGzip = promisify(gzip);

/** Smaller than this, a compressed copy costs more than it saves. */
const SMALLEST_TO_COMPRESS_BYTES = 512;

const COMPRESSIBLE = new Set(['.html', '.js', '.css', '.svg']);

/**
 * Builds the dashboard into `outdir`: `index.html`, and under `assets/` the scripts, styles and icon, named by
 * their content so that they may be cached for ever. Every text file gets a `.br` and a `.gz` copy.
 *
 * @param {{ outdir: string }} where
 */
export async function buildDashboard({ outdir: folder }) {
  const outdir = resolve(folder);
  const { metafile } = await build({
    entryPoints: [source('main.tsx'), source('styles/dashboard.css'), source('icon.svg')],
    outdir,
    absWorkingDir: source('..'),
    entryNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    loader: { '.svg': 'copy' },
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  });
  const outputs = Object.entries(metafile.outputs);
  const builtFrom = (input) => {
    const found = outputs.find(([, { entryPoint, inputs }]) =>
      [entryPoint, ...Object.keys(inputs)].includes(`src/${input}`),
    );
    if (found === undefined) throw new Error(`The dashboard's build made nothing of ${input}`);
    return found;
  };
  const [script, { imports }] = builtFrom('main.tsx');
  // Not the chart: it is asked for while the first answers of the API are on their way.
  const preloads = imports
    .filter(({ kind }) => kind === 'import-statement')
    .map(({ path }) => `<link rel="modulepreload" href="${address(path)}" />`);
  const page = (await readFile(source('index.html'), 'utf8'))
    .replace('%SCRIPT%', address(script))
    .replace('%STYLE%', address(builtFrom('styles/dashboard.css')[0]))
    .replace('%ICON%', address(builtFrom('icon.svg')[0]))
    .replace('%PRELOADS%', preloads.join(''));
  await mkdir(outdir, { recursive: true });
  await writeFile(join(outdir, 'index.html'), page);
  await compressTexts(outdir);
}

/** Writes a `.br` and a `.gz` copy beside every text file of `folder`. */
async function compressTexts(folder) {
  const files = await readdir(folder, { recursive: true });
  await Promise.all(
    files
      .filter((file) => COMPRESSIBLE.has(extname(file)))
      .map(async (file) => {
        const path = join(folder, file);
        const content = await readFile(path);
        if (content.length < SMALLEST_TO_COMPRESS_BYTES) return;
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: 11,
          [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
        };
        await Promise.all([
          brotli(content, { params }).then((small) => writeFile(`${path}.br`, small)),
          toGzip(content, { level: 9 }).then((small) => writeFile(`${path}.gz`, small)),
        ]);
      }),
  );
}
