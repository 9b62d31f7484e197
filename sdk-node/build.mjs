import { build } from 'esbuild';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/**
 * Builds `index.ts` as one ES module without dependencies, written to `index.js` in `outdir`.
 *
 * @param {{ outdir: string }} where
 */
export async function buildNodeSdk({ outdir }) {
  await build({
    entryPoints: [fileURLToPath(new URL('./src/index.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'error',
    outfile: join(outdir, 'index.js'),
  });
}
