import { randomUUID } from 'node:crypto';
import type { AcceptedAnswer, Batch } from '@paceline/protocol';

/** Sends a batch as a server would, and fails unless it is acknowledged. */
export async function sendEvents(
  { url, key }: { url: string; key: string },
  events: Batch['events'],
): Promise<AcceptedAnswer> {
  const batch: Batch = { id: randomUUID(), sentAt: Date.now(), source: 'node', events };
  const answer = await fetch(new URL('/v1/events', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-paceline-key': key },
    body: JSON.stringify(batch),
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`${answer.status} ${text}`);
  return JSON.parse(text) as AcceptedAnswer;
}

/** Requests that a server answered. */
export function requests(count: number, durationMs: number): Batch['events'] {
  return Array.from({ length: count }, () => ({
    type: 'request',
    at: Date.now(),
    side: 'server',
    method: 'GET',
    route: '/orders/:id',
    status: 200,
    durationMs,
  }));
}
