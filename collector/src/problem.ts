import type { Limits } from '@paceline/protocol';
import type { Refusal } from './refusal.ts';

/** An error answer (RFC 9457). */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly field?: string;
  /** Name of the limit that bit; it can be changed under `limits` in `paceline.yaml`. */
  readonly limit?: keyof Limits;
  /** Of `/readyz`: what is ready and what is not. */
  readonly checks?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Seconds to wait before another try. A full queue needs longer than one that restarts; rates are counted by the second. */
export const RETRY_AFTER_SECONDS = { unavailable: 2, full: 10, api: 1, tooFast: 1 } as const;

/** The one place where a refusal becomes HTTP. */
export function toProblem(refusal: Refusal): Problem {
  switch (refusal.reason) {
    case 'missing-key':
      return {
        status: 401,
        title: 'Ingest key missing',
        detail:
          'The request has no ingest key; send it as the query parameter "key" or the header "x-paceline-key".',
        field: 'key',
        headers: { 'www-authenticate': 'PacelineKey' },
      };
    case 'unknown-key':
      return {
        status: 401,
        title: 'Ingest key unknown',
        detail: 'No app has this ingest key; use one of the keys of the app in "paceline.yaml".',
        field: 'key',
        headers: { 'www-authenticate': 'PacelineKey' },
      };
    case 'origin-not-allowed':
      return {
        status: 403,
        title: 'Origin not allowed',
        detail: `The app of this key takes nothing from ${shown(refusal.origin)}; add it to the app's "origins" in "paceline.yaml".`,
        field: 'origin',
      };
    case 'too-fast':
      return {
        status: 429,
        title: 'Too many requests',
        detail: `This ${refusal.limit === 'requestsPerSecondPerKey' ? 'key' : 'address'} sent more than ${refusal.perSecond} requests in a second; send fewer, larger batches, or raise the limit.`,
        limit: refusal.limit,
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS.tooFast) },
      };
    case 'unsupported-type':
      return {
        status: 415,
        title: 'Content type not supported',
        detail: `The body has the content type ${shown(refusal.received)}; send JSON as "application/json" or "text/plain".`,
        field: 'content-type',
      };
    case 'unsupported-encoding':
      return {
        status: 415,
        title: 'Content encoding not supported',
        detail: `The body has the content encoding ${shown(refusal.received)}; send it as it is or with "gzip".`,
        field: refusal.field,
        headers: { 'accept-encoding': 'gzip' },
      };
    case 'too-large':
      return {
        status: 413,
        title: 'Body too large',
        detail: `The body is larger than ${refusal.limitBytes} bytes${refusal.limit === 'decompressedBytes' ? ' after decompression' : ''}; send the events in several batches.`,
        limit: refusal.limit,
      };
    case 'far-too-many-events':
      return {
        status: 413,
        title: 'Too many events',
        detail: `The batch has more than ${refusal.most} events, where ${refusal.perBatch} are kept; send them in several batches.`,
        field: 'events',
        limit: 'eventsPerBatch',
      };
    case 'incomplete-body':
      return {
        status: 400,
        title: 'Body incomplete',
        detail: 'The connection closed before the whole body arrived; send the batch again.',
      };
    case 'invalid-gzip':
      return {
        status: 400,
        title: 'Invalid gzip',
        detail: `The body cannot be decompressed (${refusal.detail}); compress it with gzip, or leave "${refusal.field}" out.`,
        field: refusal.field,
      };
    case 'invalid-utf8':
      return {
        status: 400,
        title: 'Invalid UTF-8',
        detail: 'The body is not valid UTF-8; encode the JSON as UTF-8.',
      };
    case 'invalid-json':
      return {
        status: 400,
        title: 'Invalid JSON',
        detail: `The body is not valid JSON (${refusal.detail}); send one batch as a JSON object.`,
      };
    case 'too-deep':
      return {
        status: 400,
        title: 'JSON too deep',
        detail: `Objects and lists lie in each other more than ${refusal.most} deep; send a batch as GET /v1/schema has it.`,
        limit: 'jsonDepth',
      };
    case 'invalid-batch':
      return {
        status: 400,
        title: 'Invalid batch',
        detail: `${refusal.field === '' ? 'The batch' : `"${refusal.field}"`}: ${refusal.detail}. GET /v1/schema has the schema.`,
        ...(refusal.field === '' ? {} : { field: refusal.field }),
        ...(refusal.limit === undefined ? {} : { limit: refusal.limit }),
      };
    case 'queue-unavailable':
      return {
        status: 503,
        title: 'Queue unavailable',
        detail: 'The queue does not answer, so the batch was not taken; send it again with the same id.',
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS.unavailable) },
      };
    case 'queue-full':
      return {
        status: 503,
        title: 'Queue full',
        detail: 'The queue is full, so the batch was not taken; send it again later with the same id.',
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS.full) },
      };
    case 'api-unavailable':
      return {
        status: 503,
        title: 'API unavailable',
        detail: 'The query API does not answer; ask again in a moment.',
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS.api) },
      };
    case 'method-not-allowed':
      return {
        status: 405,
        title: 'Method not allowed',
        detail: `${shown(refusal.method)} is not possible here; use one of ${refusal.allow}.`,
        headers: { allow: refusal.allow },
      };
    case 'not-found':
      return {
        status: 404,
        title: 'Not found',
        detail: `There is nothing at ${shown(refusal.path)}; batches go to POST /v1/events.`,
      };
    case 'malformed-request':
      return {
        status: 400,
        title: 'Malformed request',
        detail: `The request cannot be read (${refusal.detail}); send HTTP/1.1 with a valid target and host.`,
      };
    case 'headers-too-large':
      return {
        status: 431,
        title: 'Headers too large',
        detail: 'The headers are larger than 16 KiB; send fewer or shorter ones.',
      };
    case 'request-timeout':
      return {
        status: 408,
        title: 'Request timeout',
        detail: 'The request did not arrive in time; send it again.',
      };
    case 'not-ready':
      return {
        status: 503,
        title: 'Not ready',
        detail: 'What the collector needs does not answer yet; "checks" says which part.',
        checks: refusal.checks,
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS.unavailable) },
      };
    case 'internal':
    default:
      return {
        status: 500,
        title: 'Internal error',
        detail: 'The collector failed on this request; its log has the reason.',
      };
  }
}

/** Headers and body of the answer to a refusal. */
export function toProblemParts(refusal: Refusal): {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
} {
  const { status, title, detail, field, limit, checks, headers } = toProblem(refusal);
  const type = `urn:paceline:problem:${refusal.reason}`;
  return {
    status,
    headers: {
      'content-type': 'application/problem+json',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      ...headers,
    },
    body: JSON.stringify({ type, title, status, detail, field, limit, checks }),
  };
}

/** The answer to a refusal. */
export function problemResponse(refusal: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  const parts = toProblemParts(refusal);
  return new Response(parts.body, { status: parts.status, headers: { ...parts.headers, ...headers } });
}

/** What the sender wrote, quoted and bounded. */
function shown(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
}
