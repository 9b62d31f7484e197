import type { Context } from 'hono';

/**
 * Whether a page of this address sent the request, as the browser says; `unknown` when no browser sent it, or a very old
 * one. `Sec-Fetch-Site` decides where it is there; browsers leave it out towards addresses without HTTPS, and then send
 * `Origin` with everything but GET and HEAD (Fetch standard, 3.2).
 *
 * The host, not the scheme, has to be the same, as whoever terminates TLS need not say so; `publicUrl` counts too, for proxies
 * that keep the host to themselves.
 */
export function askedFrom(
  c: Context,
  publicUrl: string | undefined,
): 'same-origin' | 'elsewhere' | 'unknown' {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' ? 'same-origin' : 'elsewhere';
  const origin = c.req.header('origin');
  if (origin === undefined) return 'unknown';
  if (!URL.canParse(origin)) return 'elsewhere';
  const { host } = new URL(origin);
  const isOurs = host === ownHost(c) || (publicUrl !== undefined && host === new URL(publicUrl).host);
  return isOurs ? 'same-origin' : 'elsewhere';
}

/** Whether the browser reached Paceline by HTTPS. */
export function isAskedByHttps(c: Context): boolean {
  // A browser's own word is better than that of a proxy, which may leave it out.
  const origin = c.req.header('origin');
  if (origin !== undefined) return origin.startsWith('https://');
  const scheme = firstOf(c.req.header('x-forwarded-proto')) ?? new URL(c.req.url).protocol.slice(0, -1);
  return scheme === 'https';
}

/** Host and port that the browser asked. The collector and proxies pass it on as `X-Forwarded-Host`, which no page can set. */
function ownHost(c: Context): string {
  return (firstOf(c.req.header('x-forwarded-host')) ?? c.req.header('host') ?? '').toLowerCase();
}

/** What the first of several proxies said. */
function firstOf(list: string | undefined): string | undefined {
  return list?.split(',', 1)[0]?.trim();
}
