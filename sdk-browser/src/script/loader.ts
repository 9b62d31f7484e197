/**
 * What pages name: it is small and soon renewed, and loads the file that may be cached for ever, which finds its tag by itself.
 * An `import()` inherits the nonce of its script, and needs no Trusted Type. When it fails the page is not measured, and
 * nothing else happens.
 */
declare const FULL_FILE: string;
declare const ATTRIBUTION_FILE: string;
declare const TRACING_FILE: string;

const tag = document.currentScript as HTMLScriptElement & { tracing?: unknown };
const { attribution, traceOrigins } = tag.dataset;
// In a script of another origin an `import()` is not relative to that script.
const load = (file: string): Promise<{ traceRequests(origins: string[]): unknown }> =>
  import(new URL(file, tag.src).href);
void (async () => {
  try {
    if (traceOrigins !== undefined)
      tag.tracing = (await load(TRACING_FILE)).traceRequests(traceOrigins.split(' '));
    await load(attribution === undefined ? FULL_FILE : ATTRIBUTION_FILE);
  } catch {
    // Blocked, or gone.
  }
})();
