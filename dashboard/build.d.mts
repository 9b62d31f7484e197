/** Builds the dashboard; see `build.mjs`. */
export function buildDashboard(where: { outdir: string }): Promise<void>;
