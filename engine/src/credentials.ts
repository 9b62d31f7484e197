import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

import { EngineException } from './exception.ts';

interface Credentials {
  readonly user: string;
  readonly password: string;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

/** Credentials from basic authorization, `X-ClickHouse-User` and `-Key`, or `?user=&password=`. */
function parseCredentials(headers: IncomingHttpHeaders, search: URLSearchParams): Credentials | undefined {
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? '')?.[1];
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString('utf8');
    const colon = text.indexOf(':');
    return colon < 0
      ? { user: text, password: '' }
      : { user: text.slice(0, colon), password: text.slice(colon + 1) };
  }
  const user = single(headers['x-clickhouse-user']) ?? search.get('user') ?? undefined;
  const password = single(headers['x-clickhouse-key']) ?? search.get('password') ?? undefined;
  if (user === undefined && password === undefined) return undefined;
  return { user: user ?? 'default', password: password ?? '' };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Compares in a time that tells nothing about where, or in what length, the two differ. */
function equals(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/**
 * Checks who asks. There is one user, `default`; without a configured password everyone is let in.
 *
 * @throws {EngineException} `REQUIRED_PASSWORD` or `AUTHENTICATION_FAILED`
 */
export function authenticate(
  headers: IncomingHttpHeaders,
  search: URLSearchParams,
  password: string | undefined,
): void {
  if (password === undefined || password === '') return;
  const given = parseCredentials(headers, search);
  if (given === undefined) {
    throw new EngineException(194, 'REQUIRED_PASSWORD', 'A password is required.');
  }
  const userIsRight = equals(given.user, 'default');
  const passwordIsRight = equals(given.password, password);
  if (!userIsRight || !passwordIsRight) {
    throw new EngineException(
      516,
      'AUTHENTICATION_FAILED',
      'Authentication failed: password is incorrect, or there is no user with such name.',
    );
  }
}
