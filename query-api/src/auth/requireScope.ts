import { type Scope, SCOPE_MEANINGS } from '@paceline/protocol';
import type { MiddlewareHandler } from 'hono';
import { Problem } from '../problem.ts';
import type { AuthorisedEnv, CallerEnv } from './caller.ts';

/** For what everybody who was let in may ask. */
export const anyScope: MiddlewareHandler<CallerEnv> = (_, next) => next();

/** Lets only callers with `scope` through, and gives the route the apps that they may see: `c.var.apps`. */
export function requireScope(scope: Scope): MiddlewareHandler<AuthorisedEnv> {
  return async (c, next) => {
    const { caller } = c.var;
    if (!caller.scopes.has(scope)) {
      throw new Problem(403, {
        detail:
          `This needs the scope ${scope}, which the token ${JSON.stringify(caller.name)} does not have. ` +
          `${scope}: ${SCOPE_MEANINGS[scope]} Add it to the token's scopes in paceline.yaml, or use another token.`,
        headers: {
          'www-authenticate': `Bearer realm="paceline", error="insufficient_scope", scope="${scope}"`,
        },
      });
    }
    c.set('apps', caller.apps);
    await next();
  };
}
