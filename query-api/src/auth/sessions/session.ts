const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long a session lasts without a request. */
export const SESSION_MS = 12 * HOUR_MS;
/** The same, where the user asked to be remembered. */
export const REMEMBERED_SESSION_MS = 30 * DAY_MS;
/** No session lasts longer, however often it is renewed: then the token is asked for again. */
export const LONGEST_SESSION_MS = 90 * DAY_MS;

/** Somebody who signed in to the dashboard. Times in epoch milliseconds. */
export interface Session {
  /** Fingerprint of the token that was given. */
  readonly token: string;
  readonly signedInAt: number;
  readonly expiresAt: number;
  /** Whether it outlives the browser. */
  readonly remember: boolean;
}

export function beginSession(token: string, remember: boolean, at: number): Session {
  return { token, remember, signedInAt: at, expiresAt: expiryOf({ remember, signedInAt: at }, at) };
}

/** The session as it goes on from `at`; `undefined` while more than half of its time is left, or when no more can be had. */
export function renewSession(session: Session, at: number): Session | undefined {
  if (session.expiresAt - at > lifetimeOf(session) / 2) return undefined;
  const expiresAt = expiryOf(session, at);
  return expiresAt > session.expiresAt ? { ...session, expiresAt } : undefined;
}

function expiryOf(session: Pick<Session, 'remember' | 'signedInAt'>, at: number): number {
  return Math.min(at + lifetimeOf(session), session.signedInAt + LONGEST_SESSION_MS);
}

function lifetimeOf({ remember }: Pick<Session, 'remember'>): number {
  return remember ? REMEMBERED_SESSION_MS : SESSION_MS;
}
