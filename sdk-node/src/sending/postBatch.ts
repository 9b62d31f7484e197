import { retryAfterMs } from './retryDelay.ts';

/** Where and how batches are posted. */
export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Longest time for an answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** What became of one try to send a batch. */
export type PostResult =
  | { readonly kind: 'accepted'; readonly droppedEvents: number }
  /** Worth another try; `afterMs` when the collector said how much later. */
  | { readonly kind: 'failed'; readonly afterMs: number | null; readonly problem: string }
  | { readonly kind: 'too-large' }
  /** Never worth another try. */
  | { readonly kind: 'refused'; readonly problem: string };

/** Posts one body. Never throws. */
export async function postBatch(target: Target, body: string): Promise<PostResult> {
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      headers: target.headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(target.timeoutMs),
    });
    // Read to its end, so that the connection can be used again.
    const answer = await response.text();
    const { status } = response;
    if (response.ok) return { kind: 'accepted', droppedEvents: droppedIn(answer) };
    if (status === 413) return { kind: 'too-large' };
    const problem = `the collector at ${target.url} answered ${status}`;
    if (status === 408 || status === 429 || status >= 500) {
      return {
        kind: 'failed',
        afterMs: retryAfterMs(response.headers.get('retry-after'), Date.now()),
        problem,
      };
    }
    return { kind: 'refused', problem };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    return {
      kind: 'failed',
      afterMs: null,
      problem: `the collector at ${target.url} cannot be reached: ${reason}`,
    };
  }
}

function droppedIn(answer: string): number {
  try {
    const parsed: unknown = JSON.parse(answer);
    const hasList = typeof parsed === 'object' && parsed !== null && 'dropped' in parsed;
    return hasList && Array.isArray(parsed.dropped) ? parsed.dropped.length : 0;
  } catch {
    return 0;
  }
}
