import { createHash, timingSafeEqual } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { Problem } from './problem.ts';

const REALM = 'Bearer realm="paceline"';

/** Lets only requests with the token through. */
export function bearerAuth(token: string): MiddlewareHandler {
  if (token === '') throw new Error('An empty API token would let everybody in');
  const expected = digest(token);
  return async (c, next) => {
    const [, given] = /^bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (given === undefined) {
      throw new Problem(401, {
        detail: 'This needs the API token: send it as "Authorization: Bearer <token>".',
        headers: { 'www-authenticate': REALM },
      });
    }
    // Digests have one length, so that comparing them tells nothing of the token, not even its length.
    if (!timingSafeEqual(digest(given), expected)) {
      throw new Problem(401, {
        detail: 'The API token is wrong. It is PACELINE_API_TOKEN, or the one printed at the first start.',
        headers: { 'www-authenticate': `${REALM}, error="invalid_token"` },
      });
    }
    await next();
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
