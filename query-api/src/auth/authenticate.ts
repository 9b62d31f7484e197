import type { Context, MiddlewareHandler } from 'hono';
import { Problem } from '../problem.ts';
import type { CallerEnv } from './caller.ts';
import { type Gate, REALM } from './createGate.ts';
import { askedFrom } from './requestOrigin.ts';
import type { FoundSession, Sessions } from './sessions/createSessions.ts';

interface AuthenticateDeps {
  readonly gate: Gate;
  readonly sessions: Sessions;
  readonly publicUrl: string | undefined;
}

/** Methods that change nothing, so that it does not matter which page had them sent. */
const HARMLESS = ['GET', 'HEAD'];

/**
 * Lets requests with a token or a session through, no more than their token may have, and puts the caller into the
 * context. A token that is sent counts before a session. Browsers send a session's cookie by themselves, so what changes something
 * must come from the dashboard's own pages. (Hono's own `csrf` checks only bodies that forms can send, and knows neither of
 * collector nor of proxies.)
 */
export function authenticate({ gate, sessions, publicUrl }: AuthenticateDeps): MiddlewareHandler<CallerEnv> {
  function findSession(c: Context): FoundSession {
    const found = sessions.find(c);
    if (found === undefined) {
      throw new Problem(401, {
        detail:
          'This needs an API token: send it as "Authorization: Bearer <token>", or sign in to the dashboard again if ' +
          'your session has ended.',
        headers: { 'www-authenticate': REALM },
      });
    }
    if (!HARMLESS.includes(c.req.method) && askedFrom(c, publicUrl) !== 'same-origin') throw fromElsewhere();
    return found;
  }

  return async (c, next) => {
    const [, token] = /^bearer +(\S+) *$/i.exec(c.req.header('authorization') ?? '') ?? [];
    const found: Pick<FoundSession, 'entry'> & Partial<FoundSession> =
      token === undefined ? findSession(c) : { entry: gate.find(c, token) };
    c.set('caller', found.entry.caller);
    if (found.session !== undefined) c.set('session', found.session);
    await gate.admit(found.entry);
    await next();
    found.renew?.();
  };
}

/** What a page of another site had the browser send. */
export function fromElsewhere(): Problem {
  return new Problem(403, {
    detail:
      'Another site had your browser send this, or a proxy hides which address it asked. From the dashboard: set ' +
      'PACELINE_PUBLIC_URL to the address in the address bar. From anywhere else: send a token.',
  });
}
