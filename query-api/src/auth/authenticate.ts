import type { MiddlewareHandler } from 'hono';
import { Problem } from '../problem.ts';
import type { CallerEnv } from './caller.ts';
import type { TokenRing } from './createTokenRing.ts';

const REALM = 'Bearer realm="paceline"';

/** Lets only requests through whose token is known, and puts the caller into the context. */
export function authenticate(ring: TokenRing): MiddlewareHandler<CallerEnv> {
  return async (c, next) => {
    const [, given] = /^bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? [];
    if (given === undefined) {
      throw new Problem(401, {
        detail: 'This needs an API token: send it as "Authorization: Bearer <token>".',
        headers: { 'www-authenticate': REALM },
      });
    }
    const found = ring.find(given);
    if (found === undefined) {
      throw new Problem(401, {
        detail:
          'The API token is wrong. It is PACELINE_API_TOKEN, or the one printed at the first start, or one of the ' +
          'tokens in paceline.yaml.',
        headers: { 'www-authenticate': `${REALM}, error="invalid_token"` },
      });
    }
    c.set('caller', found.caller);
    await next();
  };
}
