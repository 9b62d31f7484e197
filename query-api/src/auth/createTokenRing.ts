import { createHash, timingSafeEqual } from 'node:crypto';
import { API_TOKEN_NAME, type Scope, SCOPES } from '@paceline/protocol';
import type { Caller } from './caller.ts';

/** A token of the configuration. */
export interface ApiToken {
  /** For people and logs; unique. */
  readonly name: string;
  /** SHA-256 of the token in hexadecimal, so that nothing that runs needs to hold the token. */
  readonly sha256: string;
  /** Absent: all apps. */
  readonly apps?: readonly string[];
  readonly scopes: readonly Scope[];
}

/** A token and who sends it. */
export interface RingEntry {
  readonly caller: Caller;
  /** SHA-256 of the token. */
  readonly digest: Buffer;
}

export interface TokenRing {
  readonly entries: readonly RingEntry[];
  /** Whose token this is. Takes as long for one that is wrong as for any that is right. */
  find(token: string): RingEntry | undefined;
}

/**
 * All tokens that are let in.
 *
 * @param apiToken may do everything with all apps
 */
export function createTokenRing({
  apiToken,
  tokens,
  apps,
}: {
  readonly apiToken: string;
  readonly tokens: readonly ApiToken[];
  readonly apps: readonly { readonly name: string }[];
}): TokenRing {
  if (apiToken === '') throw new Error('An empty API token would let everybody in');
  const allNames = apps.map(({ name }) => name);
  const entries: readonly RingEntry[] = [
    {
      caller: { name: API_TOKEN_NAME, apps: { names: allNames }, scopes: new Set(SCOPES) },
      digest: digestOf(apiToken),
    },
    ...tokens.map((token) => ({
      caller: {
        name: token.name,
        apps: { names: allNames.filter((name) => token.apps?.includes(name) ?? true) },
        scopes: new Set(token.scopes),
      },
      digest: Buffer.from(token.sha256, 'hex'),
    })),
  ];

  return {
    entries,
    find(token) {
      const given = digestOf(token);
      let found: RingEntry | undefined;
      // Digests have one length, so that comparing them tells nothing of a token, not even its length; and all are
      // compared, so that the time tells not which one it was.
      for (const entry of entries) if (timingSafeEqual(given, entry.digest)) found = entry;
      return found;
    },
  };
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
