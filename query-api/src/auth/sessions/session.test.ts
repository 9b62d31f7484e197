import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginSession,
  LONGEST_SESSION_MS,
  REMEMBERED_SESSION_MS,
  renewSession,
  type Session,
  SESSION_MS,
} from './session.ts';

const AT = Date.UTC(2026, 4, 20);

describe('a session', () => {
  it.each([
    [false, SESSION_MS],
    [true, REMEMBERED_SESSION_MS],
  ])('with remember %s lasts %i ms', (remember, lasts) => {
    expect(beginSession('token', remember, AT)).toEqual({
      token: 'token',
      remember,
      signedInAt: AT,
      expiresAt: AT + lasts,
    });
  });

  it('is renewed when half of its time is over, and not before', () => {
    const session = beginSession('token', false, AT);
    expect(renewSession(session, AT + SESSION_MS / 2 - 1)).toBeUndefined();
    expect(renewSession(session, AT + SESSION_MS / 2)).toEqual({
      ...session,
      expiresAt: AT + 1.5 * SESSION_MS,
    });
  });

  it('never outlasts the longest, however it is used', () => {
    const waits = fc.array(fc.integer({ min: 0, max: REMEMBERED_SESSION_MS }), { maxLength: 300 });
    fc.assert(
      fc.property(fc.boolean(), waits, (remember, waitsMs) => {
        let session: Session = beginSession('token', remember, AT);
        let at = AT;
        for (const waitMs of waitsMs) {
          at += waitMs;
          if (at >= session.expiresAt) break;
          const renewed = renewSession(session, at);
          expect(renewed?.expiresAt ?? Infinity).toBeGreaterThan(session.expiresAt);
          session = renewed ?? session;
        }
        expect(session.expiresAt).toBeLessThanOrEqual(AT + LONGEST_SESSION_MS);
      }),
    );
  });
});
