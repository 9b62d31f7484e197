import { bundlePeer } from '../bundlePeer.ts';
import type { BuiltEntries } from '../buildEntries.ts';
import type { PeerName } from '../peers.ts';
import { endpointOf } from './serveShop.ts';
import type { Variant } from './variant.ts';

/** The page alone, twice: what differs between the two is noise. */
export const NOTHING = 'nothing';
export const NOTHING_AGAIN = 'nothing-again';

/** The file that a collector serves. */
export const PACELINE = 'paceline';

/** The same through the loader, and bundled into an app. */
export const PACELINE_LOADER = 'paceline-loader';
export const PACELINE_BUNDLED = 'paceline-bundled';

export interface VariantSources {
  readonly origin: string;
  readonly entries: BuiltEntries;
  /** Where the peers are installed. */
  readonly folder: string;
  readonly peers: readonly PeerName[];
}

/** Every page that is visited; each has one tag in its head, and scripts load without holding the page up. */
export async function toVariants({
  origin,
  entries: { bundled, served },
  folder,
  peers,
}: VariantSources): Promise<readonly Variant[]> {
  const files = { [served.full.file]: served.full.text, [served.loader.file]: served.loader.text };
  const startedByTag = (name: string) => `data-key="key" data-endpoint="${endpointOf(origin, name)}"`;
  return [
    { name: NOTHING, tag: '', files: {} },
    { name: NOTHING_AGAIN, tag: '', files: {} },
    {
      name: PACELINE,
      tag: `<script async type="module" src="/variants/${PACELINE}/${served.full.file}" ${startedByTag(PACELINE)}></script>`,
      files,
    },
    {
      name: PACELINE_LOADER,
      tag: `<script async src="/variants/${PACELINE_LOADER}/${served.loader.file}" ${startedByTag(PACELINE_LOADER)}></script>`,
      files,
    },
    toScriptVariant(PACELINE_BUNDLED, bundled.full),
    ...(await Promise.all(
      peers.map(async (name) =>
        toScriptVariant(name, await bundlePeer(name, { folder, endpoint: endpointOf(origin, name) })),
      ),
    )),
  ];
}

function toScriptVariant(name: string, script: string): Variant {
  return {
    name,
    tag: `<script async src="/variants/${name}/script.js"></script>`,
    files: { 'script.js': script },
  };
}
