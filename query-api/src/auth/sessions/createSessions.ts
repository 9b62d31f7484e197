import type { Context } from 'hono';
import type { RingEntry, TokenRing } from '../createTokenRing.ts';
import { isAskedByHttps } from '../requestOrigin.ts';
import { createSessionCookie } from './createSessionCookie.ts';
import { createSessionSeal } from './createSessionSeal.ts';
import { beginSession, renewSession, type Session } from './session.ts';

/** A session of a request, and whose it is. */
export interface FoundSession {
  readonly entry: RingEntry;
  readonly session: Session;
  /** Hands the session on to the browser once more when it is time to. Call when the answer is there. */
  renew(): void;
}

/** Who signed in to the dashboard. All of it is in the browsers' cookies. */
export interface Sessions {
  /** Hands a new session to the browser that asked. */
  begin(c: Context, entry: RingEntry, remember: boolean): Session;
  /** `undefined` without a session, or with one that has expired, or whose token is no longer configured. */
  find(c: Context): FoundSession | undefined;
  end(c: Context): void;
}

interface SessionsDeps {
  readonly apiToken: string;
  readonly ring: TokenRing;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function createSessions({ apiToken, ring, now }: SessionsDeps): Sessions {
  const seal = createSessionSeal(apiToken);
  const cookie = createSessionCookie(`paceline_${seal.name}`);
  const byFingerprint = new Map(ring.entries.map((entry) => [seal.fingerprintOf(entry.digest), entry]));

  function hand(c: Context, session: Session, isSecure: boolean): void {
    const keptMs = session.remember ? Math.max(0, session.expiresAt - now()) : undefined;
    cookie.write(c, { sealed: seal.seal(session), isSecure }, keptMs);
  }

  return {
    begin(c, { digest }, remember) {
      const session = beginSession(seal.fingerprintOf(digest), remember, now());
      hand(c, session, isAskedByHttps(c));
      return session;
    },
    find(c) {
      const carried = cookie.read(c);
      const session = carried === undefined ? undefined : seal.open(carried.sealed);
      if (carried === undefined || session === undefined || session.expiresAt <= now()) return undefined;
      const entry = byFingerprint.get(session.token);
      if (entry === undefined) return undefined;
      const renewed = renewSession(session, now());
      return {
        entry,
        session: renewed ?? session,
        renew() {
          if (renewed !== undefined) hand(c, renewed, carried.isSecure);
        },
      };
    },
    end: (c) => cookie.clear(c),
  };
}
