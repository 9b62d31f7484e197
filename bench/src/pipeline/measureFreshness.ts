import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { RunningPlatform } from '../runningPlatform.ts';

/** An app that only the probe sends to. */
export const PROBE_APP = 'probe';
const BETWEEN_PROBES_MS = 200;
/** A summary is asked for again after this time; it bounds how exact a figure is. */
const ASK_AGAIN_MS = 15;
const GIVE_UP_MS = 30_000;

/** Sends one event, again and again, and takes the times from its `202` until the API's summary has it, in milliseconds. */
export async function measureFreshness(
  platform: RunningPlatform,
  key: string,
  seconds: number,
): Promise<readonly number[]> {
  const times: number[] = [];
  let sent = await requestsOf(platform);
  for (const endAt = performance.now() + seconds * 1000; performance.now() < endAt;) {
    const at = Date.now();
    const event = {
      type: 'request',
      at,
      side: 'server',
      method: 'GET',
      status: 200,
      durationMs: 1,
      route: '/',
    };
    const answer = await fetch(`${platform.url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-paceline-key': key },
      body: JSON.stringify({ id: randomUUID(), sentAt: at, source: 'node', events: [event] }),
    });
    await answer.arrayBuffer();
    if (answer.status !== 202) throw new Error(`a probe was answered with ${answer.status}`);
    sent += 1;
    const takenAt = performance.now();
    while ((await requestsOf(platform)) < sent) {
      if (performance.now() - takenAt > GIVE_UP_MS) throw new Error('a probe was not readable within 30 s');
      await wait(ASK_AGAIN_MS);
    }
    times.push(performance.now() - takenAt);
    await wait(BETWEEN_PROBES_MS);
  }
  return times;
}

async function requestsOf(platform: RunningPlatform): Promise<number> {
  const answer = await platform.ask(`/api/v1/summary?app=${PROBE_APP}&from=now-15m`);
  const summary = (await answer.json()) as { events?: { requests?: number } };
  return summary.events?.requests ?? 0;
}
