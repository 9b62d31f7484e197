import { createRandom } from '../createRandom.ts';
import type { RunningPlatform } from '../runningPlatform.ts';
import { APP, ROUTE_NAMES } from './toEventsQuery.ts';

export const KINDS = ['summary', 'budgets', 'series'] as const;
export type Kind = (typeof KINDS)[number];

/** What a question took, from its sending to the last byte of its answer. */
export interface Timing {
  readonly kind: Kind;
  readonly ms: number;
}

export interface AskOrder {
  readonly users: number;
  readonly seconds: number;
  readonly seed: number;
}

const MINUTE_MS = 60_000;
const MONTH_MINUTES = 30 * 24 * 60;
/** Months of different users begin up to this much later. */
const SPREAD_MINUTES = 2 * 24 * 60;

/**
 * Users who each ask one question after the other, without a pause: a summary or the budgets of 30 days, or 30 days of one
 * route, of which each begins at a minute of its own.
 *
 * @throws {Error} when an answer is not a 200
 */
export async function askAround(platform: RunningPlatform, order: AskOrder): Promise<readonly Timing[]> {
  const timings: Timing[] = [];
  const endAt = performance.now() + order.seconds * 1000;
  const askOn = async (random: () => number) => {
    while (performance.now() < endAt) {
      const kind = KINDS[Math.floor(random() * KINDS.length)] ?? 'summary';
      const path = toPath(kind, random);
      const startedAt = performance.now();
      const answer = await platform.ask(path);
      const body = await answer.text();
      if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}: ${body}`);
      timings.push({ kind, ms: performance.now() - startedAt });
    }
  };
  await Promise.all(
    Array.from({ length: order.users }, (_, index) => askOn(createRandom(order.seed * 1000 + index))),
  );
  return timings;
}

function toPath(kind: Kind, random: () => number): string {
  const minutes = MONTH_MINUTES - Math.floor(random() * SPREAD_MINUTES);
  const from = new Date(Date.now() - minutes * MINUTE_MS).toISOString();
  const search = new URLSearchParams({ app: APP, from, to: 'now' });
  if (random() < 0.5) search.set('environment', 'production');
  if (kind === 'series') {
    search.set('metric', random() < 0.5 ? 'request.duration' : 'vital.lcp');
    search.set('route', ROUTE_NAMES[Math.floor(random() * ROUTE_NAMES.length)] ?? '');
  }
  return `/api/v1/${kind}?${search.toString()}`;
}
