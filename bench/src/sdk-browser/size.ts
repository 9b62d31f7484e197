import type { Figures } from '../figures.ts';
import { say } from '../say.ts';
import { bundlePeer } from './bundlePeer.ts';
import { installPeers } from './installPeers.ts';
import { measureEntries, type EntrySizes } from './measureEntries.ts';
import { PEER_NAMES, PEERS } from './peers.ts';
import { sizeOf, type Size } from './sizeOf.ts';

const ENTRY_TITLES: Readonly<Record<keyof EntrySizes, string>> = {
  full: 'Paceline, the larger of the next two',
  fullBundled: 'Paceline, bundled into an app',
  fullServed: 'Paceline, as a collector serves it',
  vitals: 'Paceline, only vitals',
  attribution: 'Paceline, attribution adds',
  loader: "Paceline, the tag's loader",
  tracing: 'Paceline, tracing adds',
};

/**
 * What each entry of the browser SDK weighs, and each peer at its pinned version, set up for the same and bundled by the same
 * tool. Nothing is left out of a quick run: all of it takes seconds once the peers are installed.
 */
export async function benchSdkBrowserSize(): Promise<Figures> {
  const entries = await measureEntries();
  const folder = await installPeers();
  say(`${''.padEnd(46)} ${['minified', 'gzip', 'brotli'].map((word) => word.padStart(9)).join(' ')}`);
  for (const [name, title] of Object.entries(ENTRY_TITLES))
    say(toLine(title, entries[name as keyof EntrySizes]));
  const peers: Record<string, number> = {};
  for (const name of PEER_NAMES) {
    const size = sizeOf(await bundlePeer(name, { folder, endpoint: 'https://collect.example.com' }));
    say(toLine(PEERS[name], size));
    peers[name] = size.brotli;
  }
  return { ...toFigures(entries), peers };
}

function toFigures(entries: EntrySizes): Record<string, number> {
  const figures: Record<string, number> = {};
  for (const unit of ['Brotli', 'Gzip', 'Minified'] as const)
    for (const [name, size] of Object.entries(entries))
      figures[`${name}${unit}Bytes`] = (size as Size)[unit.toLowerCase() as keyof Size];
  return figures;
}

function toLine(title: string, { minified, gzip, brotli }: Size): string {
  return `${title.padEnd(46)} ${[minified, gzip, brotli].map((bytes) => String(bytes).padStart(9)).join(' ')}`;
}
