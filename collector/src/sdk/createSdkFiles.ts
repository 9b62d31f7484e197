import type { CollectorContext } from '../nodeRequest.ts';
import { createPublicFile, type PublicFile } from './createPublicFile.ts';
import { parseSdkFileName } from './sdkFileName.ts';
import { toSdkManifest } from './toSdkManifest.ts';

/** Answers with a file. */
export type ServeFile = (c: CollectorContext) => Promise<Response>;

const JAVASCRIPT = 'text/javascript; charset=utf-8';
const JSON_TYPE = 'application/json';
const MANIFEST_PATH = '/paceline.json';

const CACHE = {
  /** So that an upgrade reaches pages within minutes, and none of them waits for it. */
  loader: 'public, max-age=600, stale-while-revalidate=86400',
  hashed: 'public, max-age=31536000, immutable',
  /** Of a file in the place of another one. */
  standIn: 'public, max-age=60',
  manifest: 'public, max-age=60',
};

/**
 * The files of the browser SDK by their paths. `files` has one of each kind, by name.
 *
 * Another version's hash gets the file of this version: a page whose loader is from before an upgrade, or that names a file
 * itself, goes on measuring. A page with `integrity` does not run it, which breaks nothing either.
 */
export function createSdkFiles(
  files: ReadonlyMap<string, Buffer>,
  version: string | undefined,
): (path: string) => ServeFile | undefined {
  const ownFiles = new Map<string, ServeFile>();
  const currentOfKind = new Map<string, PublicFile>();
  for (const [name, text] of files) {
    const parsed = parseSdkFileName(name);
    if (parsed === undefined) continue;
    const file = createPublicFile(text, JAVASCRIPT);
    ownFiles.set(`/${name}`, (c) => file.serve(c, parsed.isLoader ? CACHE.loader : CACHE.hashed));
    if (!parsed.isLoader) currentOfKind.set(parsed.kind, file);
  }
  const manifest = createPublicFile(
    Buffer.from(`${JSON.stringify(toSdkManifest(files, version), null, 2)}\n`),
    JSON_TYPE,
  );
  ownFiles.set(MANIFEST_PATH, (c) => manifest.serve(c, CACHE.manifest));

  return function findFile(path) {
    const own = ownFiles.get(path);
    if (own !== undefined) return own;
    const parsed = parseSdkFileName(path.slice(1));
    if (parsed === undefined || parsed.isLoader) return undefined;
    const current = currentOfKind.get(parsed.kind);
    return current && ((c) => current.serve(c, CACHE.standIn));
  };
}
