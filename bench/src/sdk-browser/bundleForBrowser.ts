import { build, type Plugin } from 'esbuild';

export interface BundleOptions {
  /** Source of the entry. */
  readonly contents: string;
  /** Folder that the imports of the entry are resolved in. */
  readonly resolveDir: string;
  /** More folders like `node_modules`, for packages that are not found from there. */
  readonly nodePaths?: readonly string[];
  /** Names in the sources that stand for texts. */
  readonly texts?: Readonly<Record<string, string>>;
  readonly plugins?: readonly Plugin[];
}

/** Bundles an entry to one minified script: Paceline and every peer alike, as an app that is built for today's browsers would. */
export async function bundleForBrowser({
  contents,
  resolveDir,
  nodePaths = [],
  texts = {},
  plugins = [],
}: BundleOptions): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'js' },
    nodePaths: [...nodePaths],
    plugins: [...plugins],
    define: {
      'process.env.NODE_ENV': '"production"',
      ...Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.stringify(text)])),
    },
    bundle: true,
    minify: true,
    target: 'es2022',
    format: 'iife',
    platform: 'browser',
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('esbuild made no bundle');
  return bundle.text;
}
