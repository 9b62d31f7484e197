import { randomUUID } from 'node:crypto';

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
  const from = new Date(sentAt - 10_000).toISOString();
  const read = new URL('/api/v1/series', url);
  read.search = new URLSearchParams({
    app,
    metric: `custom.${metric}`,
    statistic: 'mean',
    from,
    to: 'now',
  }).toString();

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
    const answer = await fetch(read, { headers: { authorization: `Bearer ${apiToken}` } });
    const text = await answer.text();
    if (!answer.ok) return `${answer.status} ${text}`;
    const body: unknown = JSON.parse(text);
    return hasEvents(body) ? undefined : 'no event yet';
  });
}

function hasEvents(body: unknown): boolean {
  if (typeof body !== 'object' || body === null || !('events' in body)) return false;
  return Array.isArray(body.events) && body.events.some((events) => typeof events === 'number' && events > 0);
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
