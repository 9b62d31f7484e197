// Run by `npm pack`: makes dist/ anew, with the declarations that running from the checkout does without.
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildDeclarations } from '../scripts/buildDeclarations.mjs';
import { buildBrowserSdk } from './build.mjs';

const room = fileURLToPath(new URL('.', import.meta.url));
const outdir = fileURLToPath(new URL('./dist', import.meta.url));

rmSync(outdir, { recursive: true, force: true });
await buildBrowserSdk({ outdir });
buildDeclarations({ room, outdir, entries: ['index', 'vitals', 'attribution', 'tracing'] });
