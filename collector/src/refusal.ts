import type { Limits, RefusalReason } from '@paceline/protocol';

/** What said how a body is encoded: the header, or the parameter of the address. */
export type EncodingField = 'content-encoding' | 'encoding';

/** Why a request was not served. Closed: `toProblem` turns each into HTTP. */
export type Refusal =
  | { readonly reason: 'missing-key' }
  | { readonly reason: 'unknown-key' }
  | { readonly reason: 'origin-not-allowed'; readonly origin: string }
  | {
      readonly reason: 'too-fast';
      readonly limit: 'requestsPerSecondPerKey' | 'requestsPerSecondPerIp';
      readonly perSecond: number;
    }
  | { readonly reason: 'unsupported-type'; readonly received: string }
  | { readonly reason: 'unsupported-encoding'; readonly received: string; readonly field: EncodingField }
  | {
      readonly reason: 'too-large';
      readonly limit: 'bodyBytes' | 'decompressedBytes';
      readonly limitBytes: number;
    }
  | { readonly reason: 'far-too-many-events'; readonly most: number; readonly perBatch: number }
  | { readonly reason: 'incomplete-body' }
  | { readonly reason: 'invalid-gzip'; readonly detail: string; readonly field: EncodingField }
  | { readonly reason: 'invalid-utf8' }
  | { readonly reason: 'invalid-json'; readonly detail: string }
  | { readonly reason: 'too-deep'; readonly most: number }
  | {
      readonly reason: 'invalid-batch';
      /** Path of the field in the batch; empty for the batch itself. */
      readonly field: string;
      readonly detail: string;
      readonly limit?: keyof Limits;
    }
  | { readonly reason: 'queue-unavailable' }
  | { readonly reason: 'queue-full' }
  | { readonly reason: 'api-unavailable' }
  | { readonly reason: 'method-not-allowed'; readonly method: string; readonly allow: string }
  | { readonly reason: 'not-found'; readonly path: string }
  | { readonly reason: 'malformed-request'; readonly detail: string }
  | { readonly reason: 'headers-too-large' }
  | { readonly reason: 'request-timeout' }
  | { readonly reason: 'not-ready'; readonly checks: Readonly<Record<string, string>> }
  | { readonly reason: 'internal' };

/**
 * What the ledger calls a refusal of `POST /v1/events`. Nothing for those after which the sender sends the same events
 * again, and for those of other addresses.
 */
export function refusalReason({ reason }: Refusal): RefusalReason | undefined {
  switch (reason) {
    case 'missing-key':
    case 'unknown-key':
      return 'unknown-key';
    case 'origin-not-allowed':
      return 'origin';
    case 'too-fast':
      return 'rate-limited';
    case 'unsupported-type':
    case 'unsupported-encoding':
      return 'unsupported';
    case 'too-large':
    case 'far-too-many-events':
      return 'too-large';
    case 'incomplete-body':
    case 'invalid-gzip':
    case 'invalid-utf8':
    case 'invalid-json':
    case 'too-deep':
    case 'invalid-batch':
      return 'malformed';
    case 'queue-unavailable':
    case 'queue-full':
    case 'api-unavailable':
    case 'method-not-allowed':
    case 'not-found':
    case 'malformed-request':
    case 'headers-too-large':
    case 'request-timeout':
    case 'not-ready':
    case 'internal':
    default:
      return undefined;
  }
}
