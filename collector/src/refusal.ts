import type { Limits } from '@paceline/protocol';

/** Why a request was not served. Closed: `toProblem` turns each into HTTP. */
export type Refusal =
  | { readonly reason: 'missing-key' }
  | { readonly reason: 'unknown-key' }
  | { readonly reason: 'origin-not-allowed'; readonly origin: string }
  | { readonly reason: 'too-fast'; readonly perSecond: number; readonly retryAfterSeconds: number }
  | { readonly reason: 'unsupported-type'; readonly received: string }
  | { readonly reason: 'unsupported-encoding'; readonly received: string }
  | {
      readonly reason: 'too-large';
      readonly limit: 'bodyBytes' | 'decompressedBytes';
      readonly limitBytes: number;
    }
  | { readonly reason: 'far-too-many-events'; readonly most: number; readonly perBatch: number }
  | { readonly reason: 'incomplete-body' }
  | { readonly reason: 'invalid-gzip'; readonly detail: string }
  | { readonly reason: 'invalid-utf8' }
  | { readonly reason: 'invalid-json'; readonly detail: string }
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
