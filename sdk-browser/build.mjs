import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const source = (file) => fileURLToPath(new URL(`./src/${file}`, import.meta.url));

/**
 * Builds both entries: `script.ts` as one minified script with all it needs, written to
 * `scriptOutfile`, and `index.ts` as an ES module that leaves `web-vitals` to the app's bundler,
 * written to `index.js` in `outdir`. Either may be left out.
 *
 * @param {{ outdir?: string, scriptOutfile?: string }} where
 */
export async function buildBrowserSdk({ outdir, scriptOutfile }) {
  const common = { bundle: true, target: 'es2022', legalComments: 'none', logLevel: 'error' };
  await Promise.all([
    scriptOutfile &&
      build({
        ...common,
        entryPoints: [source('script.ts')],
        format: 'iife',
        minify: true,
        outfile: scriptOutfile,
      }),
    outdir &&
      build({
        ...common,
        entryPoints: [source('index.ts')],
        format: 'esm',
        external: ['web-vitals'],
        outfile: join(outdir, 'index.js'),
      }),
  ]);
}
