import { randomUUID } from 'node:crypto';
import { type ApiFailure, createApiClient } from '@paceline/query-api/client';

export interface ProofOptions {
  /** Address of the collector, which forwards to the API. */
  readonly url: string;
  /** App that Paceline monitors itself with, and its ingest key. */
  readonly app: string;
  readonly key: string;
  readonly apiToken: string;
  readonly timeoutMs: number;
  /** Gives the proof up. */
  readonly signal: AbortSignal;
  readonly now?: () => number;
}

const RETRY_MS = 40;

/**
 * Proves that a measurement can be taken and read back: sends one through the collector and polls the
 * API until it is there.
 *
 * @throws {Error} naming the last answer, when that did not happen within `timeoutMs`
 */
export async function proveReadiness({
  url,
  app,
  key,
  apiToken,
  timeoutMs,
  signal,
  now = Date.now,
}: ProofOptions): Promise<void> {
  const deadline = now() + timeoutMs;
  const sentAt = now();
  const metric = 'startup_probe';
  const batch = {
    id: randomUUID(),
    sentAt,
    source: 'node',
    events: [{ type: 'measure', at: sentAt, name: metric, value: 1 }],
  };
  const question = {
    app,
    metric: `custom.${metric}`,
    statistic: 'mean',
    from: new Date(sentAt - 10_000).toISOString(),
    to: 'now',
  };
  const api = createApiClient({ fetch, origin: new URL(url).origin, token: apiToken });

  await until(deadline, now, signal, 'the collector takes no measurement', async () => {
    const answer = await fetch(new URL('/v1/events', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-paceline-key': key },
      body: JSON.stringify(batch),
    });
    const text = await answer.text();
    return answer.status === 202 ? undefined : `${answer.status} ${text}`;
  });
  await until(deadline, now, signal, 'a measurement that was taken cannot be read back', async () => {
    const answer = await api.ask('series', question, signal);
    if (!answer.ok) return inWords(answer.failure);
    return answer.value.events.some((events) => events > 0) ? undefined : 'no event yet';
  });
}

function inWords(failure: ApiFailure): string {
  return failure.reason === 'refused' ? `${failure.status} ${failure.title}` : failure.reason;
}

/** Tries until `attempt` gives no complaint. */
async function until(
  deadline: number,
  now: () => number,
  signal: AbortSignal,
  failure: string,
  attempt: () => Promise<string | undefined>,
): Promise<void> {
  for (;;) {
    const complaint = await attempt().catch((error: unknown) => String(error));
    if (complaint === undefined) return;
    signal.throwIfAborted();
    if (now() >= deadline) throw new Error(`Paceline did not become ready: ${failure} (${complaint}).`);
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}
