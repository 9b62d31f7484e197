import { buildEntries, type BuiltEntries } from './buildEntries.ts';
import { sizeOf, type Size } from './sizeOf.ts';

/** What a page pays for Paceline's SDK, in bytes: the larger of the two ways that it reaches a page. */
export interface EntrySizes {
  /** All of the SDK. */
  readonly full: Size;
  /** The same, bundled into an app. */
  readonly fullBundled: Size;
  /** The same, as a collector serves it. */
  readonly fullServed: Size;
  /** Only vitals. */
  readonly vitals: Size;
  /** What vitals are due to, on top of the full SDK. */
  readonly attribution: Size;
  /** The script of the tag, which loads the rest. */
  readonly loader: Size;
  /** Traces, on top of the full SDK. */
  readonly tracing: Size;
}

/** Builds Paceline's entries from the sources at hand, and weighs them; needs no peers and no network. */
export async function measureEntries(): Promise<EntrySizes> {
  return weighEntries(await buildEntries());
}

function weighEntries({ bundled, served }: BuiltEntries): EntrySizes {
  const bundledFull = sizeOf(bundled.full);
  const servedFull = sizeOf(served.full.text);
  return {
    full: larger(bundledFull, servedFull),
    fullBundled: bundledFull,
    fullServed: servedFull,
    vitals: sizeOf(bundled.vitals),
    attribution: larger(
      less(sizeOf(bundled.attribution), bundledFull),
      less(sizeOf(served.attribution.text), servedFull),
    ),
    loader: sizeOf(served.loader.text),
    tracing: larger(less(sizeOf(bundled.tracing), bundledFull), sizeOf(served.tracing.text)),
  };
}

function larger(one: Size, other: Size): Size {
  return {
    minified: Math.max(one.minified, other.minified),
    gzip: Math.max(one.gzip, other.gzip),
    brotli: Math.max(one.brotli, other.brotli),
  };
}

function less(size: Size, base: Size): Size {
  return {
    minified: size.minified - base.minified,
    gzip: size.gzip - base.gzip,
    brotli: size.brotli - base.brotli,
  };
}
