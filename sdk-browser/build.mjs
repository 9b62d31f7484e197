import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { minify } from 'terser';

const source = (file) => fileURLToPath(new URL(`./src/${file}`, import.meta.url));

/** Entries of the package, each a file of `src/` and of the built folder. */
const ENTRIES = ['index', 'vitals', 'attribution', 'tracing'];

/** Names of the SDK's own objects that no browser and no web-vitals object has: they are shortened. */
const OWN_NAMES = ['isBad', 'sameAs', 'lastOf', 'since', 'quietAt', 'interactiveAt', 'blockingMs'];

const COMMON = {
  bundle: true,
  target: 'es2022',
  format: 'esm',
  legalComments: 'none',
  logLevel: 'error',
  write: false,
  mangleProps: new RegExp(`^(${OWN_NAMES.join('|')}|_.+)$`),
};

/** Minified once by esbuild, it is made a little smaller still. */
const bundle = async (options) => (await build({ ...COMMON, ...options })).outputFiles[0].text;

/** Smaller than what esbuild alone makes of it, by a few bytes in a hundred. */
const shrink = async (code) =>
  (
    await minify(code, {
      module: true,
      ecma: 2020,
      compress: {
        ecma: 2020,
        passes: 3,
        // oxlint-disable-next-line no-unsafe-enum-assignment -- "simple functions", as Terser's documentation numbers them
        inline: 1,
        hoist_funs: true,
        lhs_constants: false,
        conditionals: false,
        reduce_funcs: false,
        keep_fargs: false,
        pure_getters: true,
        unsafe_arrows: true,
      },
      format: { comments: false },
    })
  ).code;

const brotliBytes = (text) =>
  brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT },
  }).length;

const webVitals = (file) => fileURLToPath(new URL(`modules/${file}`, import.meta.resolve('web-vitals')));

/**
 * Puts the modules of `src/webVitals/` in the place of those that web-vitals' own metrics import by these names: they leave out
 * what the SDK does not ask of them, and share what it has.
 *
 * @type {import('esbuild').Plugin}
 */
const lighterWebVitals = {
  name: 'lighter-web-vitals',
  async setup(plugin) {
    const folder = source('webVitals');
    const lighter = (await readdir(folder)).filter((name) => !name.endsWith('.d.ts'));
    const used = new Set();
    plugin.onResolve({ filter: /^\.{1,2}\/.*\.js$/ }, ({ path, importer }) => {
      const name = basename(path, '.js');
      if (dirname(importer) === folder) return { path: webVitals(`lib/${name}.js`) };
      if (!lighter.includes(`${name}.ts`)) return undefined;
      used.add(name);
      return { path: join(folder, `${name}.ts`) };
    });
    plugin.onEnd(() => {
      const missed = lighter.filter((name) => !used.has(basename(name, '.ts')));
      if (used.size > 0 && missed.length > 0)
        throw new Error(`web-vitals has no modules any more that src/webVitals has: ${missed.join(', ')}`);
    });
  },
};

/**
 * The minified module of `file`, which knows how large it is. web-vitals is in it: as modules its private names can be shortened
 * too, and an app's bundler may not put it into a file of its own, as ad blockers know that name.
 */
async function moduleFrom(file) {
  const withSize = async (bytes) =>
    shrink(
      await bundle({
        entryPoints: [source(file)],
        alias: {
          'web-vitals/attribution': webVitals('attribution/index.js'),
          'web-vitals': webVitals('index.js'),
        },
        define: { SDK_BYTES: String(bytes) },
        // The rest is for Terser, whose output is what is made smaller once more in an app.
        minifySyntax: true,
        // Its attribution asks for more.
        plugins: file.endsWith('attribution.ts') ? [] : [lighterWebVitals],
      }),
    );
  return withSize(brotliBytes(await withSize(1000)));
}

/** Writes `text` as `paceline-<hash>.js`, or with the name of a part in between, and returns its name. */
async function writeHashed(folder, part, text) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  const name = `paceline${part && `-${part}`}-${hash}.js`;
  await writeFile(join(folder, name), text);
  return name;
}

/** What a collector serves: files that may be cached for ever, and the loader that names them. */
async function buildScripts(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [full, attribution, tracing] = await Promise.all([
    moduleFrom('script/full.ts').then((text) => writeHashed(folder, '', text)),
    moduleFrom('script/attribution.ts').then((text) => writeHashed(folder, 'attribution', text)),
    moduleFrom('tracing.ts').then((text) => writeHashed(folder, 'tracing', text)),
  ]);
  const loader = await bundle({
    entryPoints: [source('script/loader.ts')],
    format: 'iife',
    define: {
      FULL_FILE: JSON.stringify(full),
      ATTRIBUTION_FILE: JSON.stringify(attribution),
      TRACING_FILE: JSON.stringify(tracing),
    },
  });
  await writeFile(join(folder, 'paceline.js'), await shrink(loader));
}

/** The package's modules, each with what it needs. */
async function buildModules(folder) {
  await mkdir(folder, { recursive: true });
  await Promise.all(
    ENTRIES.map(async (entry) => writeFile(join(folder, `${entry}.js`), await moduleFrom(`${entry}.ts`))),
  );
}

/**
 * Builds the package's modules into `outdir`, and into `scriptFolder` the scripts that a collector serves: `paceline.js`, which
 * loads the others, named by their content. Either may be left out.
 *
 * @param {{ outdir?: string, scriptFolder?: string }} where
 */
export async function buildBrowserSdk({ outdir, scriptFolder }) {
  await Promise.all([scriptFolder && buildScripts(scriptFolder), outdir && buildModules(outdir)]);
}
