import type { MiddlewareHandler } from 'hono';

/** How long the edge keeps a static file, in milliseconds. */
const FRESH_MS = 120_000;

interface Kept {
  readonly body: ArrayBuffer;
  readonly headers: Headers;
  readonly until: number;
}

/**
 * A shared cache in front of the static files, as a CDN is one: it answers again what it has seen, and
 * says so in `Server-Timing`, where the browser SDK reads it.
 */
export function edgeCache({ now }: { now: () => number }): MiddlewareHandler {
  const kept = new Map<string, Kept>();
  return async (c, next) => {
    const key = c.req.path;
    const known = kept.get(key);
    if (known !== undefined && known.until > now()) {
      const headers = new Headers(known.headers);
      headers.set('server-timing', 'cache;desc="HIT"');
      return c.body(known.body, 200, Object.fromEntries(headers));
    }
    await next();
    if (c.res.status !== 200) return undefined;
    const body = await c.res.clone().arrayBuffer();
    kept.set(key, { body, headers: new Headers(c.res.headers), until: now() + FRESH_MS });
    c.res.headers.set('server-timing', 'cache;desc="MISS"');
    return undefined;
  };
}
