import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Session } from './session.ts';

const KEY_BYTES = 32;
const FINGERPRINT_BYTES = 16;
const NAME_BYTES = 6;
/** What is longer was not made here. */
const LONGEST_SEALED = 1024;

const sessionSchema = z.strictObject({
  token: z.string(),
  signedInAt: z.number(),
  expiresAt: z.number(),
  remember: z.boolean(),
});

/**
 * Turns sessions into text that only who knows the API token can make, and back. Nothing is kept, so that every API process
 * with the same API token takes the sessions of all others, and another API token ends them all.
 */
export interface SessionSeal {
  /** Tells the cookies of two Pacelines on one host apart: browsers do not by their ports. */
  readonly name: string;
  /** Names a token within a session, and tells nothing of it. */
  fingerprintOf(digest: Buffer): string;
  seal(session: Session): string;
  /** `undefined` for what was not sealed here; whether it has expired is for the caller to see. */
  open(sealed: string): Session | undefined;
}

export function createSessionSeal(apiToken: string): SessionSeal {
  const signingKey = keyFor('signature', KEY_BYTES);
  const fingerprintKey = keyFor('token', KEY_BYTES);

  /** HKDF (RFC 5869): what is derived for one purpose tells nothing of another's, nor of the API token. */
  function keyFor(purpose: string, bytes: number): Buffer {
    return Buffer.from(hkdfSync('sha256', apiToken, '', `paceline dashboard session v1: ${purpose}`, bytes));
  }
  function signatureOf(payload: string): Buffer {
    return createHmac('sha256', signingKey).update(payload).digest();
  }

  return {
    name: keyFor('name', NAME_BYTES).toString('base64url'),
    fingerprintOf: (digest) =>
      createHmac('sha256', fingerprintKey)
        .update(digest)
        .digest()
        .subarray(0, FINGERPRINT_BYTES)
        .toString('base64url'),
    seal(session) {
      const payload = Buffer.from(JSON.stringify(session)).toString('base64url');
      return `${payload}.${signatureOf(payload).toString('base64url')}`;
    },
    open(sealed) {
      if (sealed.length > LONGEST_SEALED) return undefined;
      const [payload = '', signature = '', ...rest] = sealed.split('.');
      if (rest.length > 0) return undefined;
      const expected = signatureOf(payload);
      const given = Buffer.from(signature, 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      return sessionSchema.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
    },
  };
}
