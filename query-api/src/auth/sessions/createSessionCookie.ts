import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** With it, browsers take and send a cookie by HTTPS only, and from this host only (RFC 6265bis, 4.1.3). */
const HOST_PREFIX = 'host';

const ATTRIBUTES = { httpOnly: true, sameSite: 'Strict', path: '/' } as const;

/** The text of a session as it travels in a cookie. */
export interface Carried {
  readonly sealed: string;
  /** Whether it is in the cookie that only goes by HTTPS. */
  readonly isSecure: boolean;
}

/** The cookie that a session is kept in. */
export interface SessionCookie {
  read(c: Context): Carried | undefined;
  /** @param keptMs Time until the browser forgets it; absent: when it is closed. */
  write(c: Context, carried: Carried, keptMs: number | undefined): void;
  /** Has the browser forget it, by whichever way it got there. */
  clear(c: Context): void;
}

export function createSessionCookie(name: string): SessionCookie {
  return {
    read(c) {
      const secure = getCookie(c, name, HOST_PREFIX);
      if (secure !== undefined) return { sealed: secure, isSecure: true };
      const plain = getCookie(c, name);
      return plain === undefined ? undefined : { sealed: plain, isSecure: false };
    },
    write(c, { sealed, isSecure }, keptMs) {
      setCookie(c, name, sealed, {
        ...ATTRIBUTES,
        ...(isSecure && { secure: true, prefix: HOST_PREFIX }),
        ...(keptMs !== undefined && { maxAge: Math.floor(keptMs / 1000) }),
      });
    },
    clear(c) {
      deleteCookie(c, name, ATTRIBUTES);
      deleteCookie(c, name, { ...ATTRIBUTES, secure: true, prefix: HOST_PREFIX });
    },
  };
}
