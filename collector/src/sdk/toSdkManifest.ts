import { createHash } from 'node:crypto';
import { parseSdkFileName } from './sdkFileName.ts';

/** What `/paceline.json` says: the files of this version, for builds that write Subresource Integrity into pages. */
export interface SdkManifest {
  readonly version?: string;
  /** By kind: `full`, and the parts that it loads when asked for. */
  readonly files: Readonly<Record<string, SdkManifestFile>>;
}

export interface SdkManifestFile {
  readonly file: string;
  /** Size before compression. */
  readonly bytes: number;
  /** For the attribute `integrity`. */
  readonly integrity: string;
}

/** `files` are those of the SDK, by name. */
export function toSdkManifest(files: ReadonlyMap<string, Buffer>, version: string | undefined): SdkManifest {
  const described: Record<string, SdkManifestFile> = {};
  for (const [file, text] of files) {
    const parsed = parseSdkFileName(file);
    if (parsed === undefined || parsed.isLoader) continue;
    const integrity = `sha384-${createHash('sha384').update(text).digest('base64')}`;
    described[parsed.kind] = { file, bytes: text.length, integrity };
  }
  return { ...(version === undefined ? {} : { version }), files: described };
}
