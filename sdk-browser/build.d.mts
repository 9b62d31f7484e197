/** Builds both entries; see `build.mjs`. */
export function buildBrowserSdk(where: { outdir?: string; scriptOutfile?: string }): Promise<void>;
