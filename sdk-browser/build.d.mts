/** Builds the package's modules and the scripts that a collector serves; see `build.mjs`. */
export function buildBrowserSdk(where: { outdir?: string; scriptFolder?: string }): Promise<void>;
