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

/** Bundles a peer, set up as its documentation says for vitals, requests and errors: see its entry in `peers/`. */
export async function bundlePeer(name: PeerName, { folder, endpoint }: PeerOptions): Promise<string> {
  return bundleForBrowser({
    contents: await readFile(new URL(`./peers/${name}.js`, import.meta.url), 'utf8'),
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
