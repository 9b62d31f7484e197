import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { bundleForBrowser } from './bundleForBrowser.ts';
import type { PeerName } from './peers.ts';

export interface PeerOptions {
  /** Where the peers are installed; see `installPeers`. */
  readonly folder: string;
  /** Address that the peer sends to; it adds paths of its own. */
  readonly endpoint: string;
}

/** Peers that are set up like another, but come from another module. */
const LIKE_ANOTHER: Partial<Record<PeerName, { readonly name: PeerName; readonly module: string }>> = {
  // Without the part that can replay sessions.
  'datadog-rum-slim': { name: 'datadog-rum', module: '@datadog/browser-rum-slim' },
  // With the part that says what a value is due to.
  'web-vitals-attribution': { name: 'web-vitals', module: 'web-vitals/attribution' },
};

/** Bundles a peer, set up as its documentation says for vitals, requests and errors: see its entry in `peers/`. */
export async function bundlePeer(name: PeerName, { folder, endpoint }: PeerOptions): Promise<string> {
  const like = LIKE_ANOTHER[name];
  const entry = await readFile(new URL(`./peers/${like?.name ?? name}.js`, import.meta.url), 'utf8');
  return bundleForBrowser({
    contents: like === undefined ? entry : entry.replace(/ from '.+?';/, ` from '${like.module}';`),
    resolveDir: folder,
    texts: { ENDPOINT: endpoint },
    plugins: [withoutBoomerangDebugging],
  });
}

/** What boomerang's own build for production leaves out: blocks and lines that only serve those who debug it. */
const withoutBoomerangDebugging: Plugin = {
  name: 'without-boomerang-debugging',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]boomerangjs[\\/](boomerang|plugins[\\/][\w-]+)\.js$/ },
      async ({ path }) => ({
        contents: (await readFile(path, 'utf8'))
          .replaceAll(/\/\* BEGIN_DEBUG \*\/[\s\S]*?\/\* END_DEBUG \*\//g, '')
          .replaceAll(/(?:BOOMR\.(?:debug|info|warn|error)|debugLog)\(.*\);/g, ''),
        loader: 'js',
      }),
    );
  },
};
