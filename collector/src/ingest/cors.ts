import type { IngestAnswer } from './ingestRequest.ts';

/** Name of the header that carries a key when the address does not. */
export const KEY_HEADER = 'x-paceline-key';

/** What a page may read and send; browsers may remember it for a day. */
const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': `content-type, content-encoding, ${KEY_HEADER}`,
  'access-control-max-age': '86400',
};

/**
 * Headers that let a page of `origin` read the answer; none for a page that is not allowed, or for a server.
 * There is no `access-control-allow-credentials`: cookies are neither needed nor looked at.
 */
export function corsHeaders(origin: string | undefined, allowed: boolean): Record<string, string> {
  if (origin === undefined || !allowed) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'Retry-After',
  };
}

/** The answer to a preflight of `origin`. */
export function preflightAnswer(origin: string | undefined): IngestAnswer {
  return {
    status: 204,
    headers: { ...corsHeaders(origin, true), ...PREFLIGHT_HEADERS, 'x-content-type-options': 'nosniff' },
    body: '',
  };
}
