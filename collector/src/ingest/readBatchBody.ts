import type { Limits } from '@paceline/protocol';
import type { EncodingField, Refusal } from '../refusal.ts';
import { inflate } from './inflate.ts';
import type { IngestRequest } from './ingestRequest.ts';
import { readBody } from './readBody.ts';

export type BatchBody =
  | { readonly ok: true; readonly body: Buffer; readonly sentBytes: number }
  | { readonly ok: false; readonly refusal: Refusal };

const CONTENT_TYPES = new Set(['application/json', 'text/plain']);

/** Reads the body of a batch within its limits, decompressed. What the headers already tell is refused unread. */
export async function readBatchBody(
  request: IngestRequest,
  { bodyBytes, decompressedBytes }: Limits,
): Promise<BatchBody> {
  const type = request.header('content-type') ?? '';
  if (!CONTENT_TYPES.has(essenceOf(type))) return refused({ reason: 'unsupported-type', received: type });
  const { encoding, field } = encodingOf(request);
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return refused({ reason: 'unsupported-encoding', received: encoding, field });
  }
  const tooLarge: Refusal = { reason: 'too-large', limit: 'bodyBytes', limitBytes: bodyBytes };
  if (Number(request.header('content-length') ?? 0) > bodyBytes) return refused(tooLarge);

  const stream = request.body();
  if (stream === undefined) return { ok: true, body: Buffer.alloc(0), sentBytes: 0 };
  const read = await readBody(stream, bodyBytes);
  if (!read.ok) return refused(read.reason === 'too-large' ? tooLarge : { reason: read.reason });
  const sentBytes = read.body.length;
  // A body in clear is bounded by what may be sent.
  if (encoding === 'identity') return { ok: true, body: read.body, sentBytes };

  const inflated = await inflate(read.body, decompressedBytes);
  if (inflated.ok) return { ok: true, body: inflated.body, sentBytes };
  return inflated.reason === 'too-large'
    ? refused({ reason: 'too-large', limit: 'decompressedBytes', limitBytes: decompressedBytes })
    : refused({ reason: 'invalid-gzip', detail: inflated.detail, field });
}

/** How the body is encoded, and what says so; the header goes before the address. */
function encodingOf(request: IngestRequest): {
  readonly encoding: string;
  readonly field: EncodingField;
} {
  const header = request.header('content-encoding');
  const parameter = header === undefined ? request.parameter('encoding') : undefined;
  const encoding = (header ?? parameter)?.trim().toLowerCase() ?? 'identity';
  return { encoding, field: parameter === undefined ? 'content-encoding' : 'encoding' };
}

/** The content type without its parameters. */
function essenceOf(type: string): string {
  const end = type.indexOf(';');
  return (end < 0 ? type : type.slice(0, end)).trim().toLowerCase();
}

function refused(refusal: Refusal): BatchBody {
  return { ok: false, refusal };
}
