import { createRandom } from '../createRandom.ts';
import type { RunningPlatform } from '../runningPlatform.ts';
import { APP, ROUTE_NAMES } from './toEventsQuery.ts';

export const KINDS = ['summary', 'budgets', 'series'] as const;
export type Kind = (typeof KINDS)[number];

/** What a question took, from its sending to the last byte of its answer. */
export interface Timing {
  readonly kind: Kind;
  readonly ms: number;
  /** Whether nobody had asked the same before, in this run. */
  readonly isFirst: boolean;
}

export interface AskOrder {
  readonly users: number;
  readonly seconds: number;
  readonly seed: number;
}

/**
 * Users who each ask one question after the other, without a pause: a summary or the budgets of the last 30 days, of the app or
 * of one of 40 routes, or 30 days of one route's response time or largest paint.
 *
 * @throws {Error} when an answer is not a 200
 */
export async function askAround(platform: RunningPlatform, order: AskOrder): Promise<readonly Timing[]> {
  const timings: Timing[] = [];
  const asked = new Set<string>();
  const endAt = performance.now() + order.seconds * 1000;
  const askOn = async (random: () => number) => {
    while (performance.now() < endAt) {
      const kind = KINDS[Math.floor(random() * KINDS.length)] ?? 'summary';
      const path = toPath(kind, random);
      const isFirst = !asked.has(path);
      asked.add(path);
      const startedAt = performance.now();
      const answer = await platform.ask(path);
      const body = await answer.text();
      if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}: ${body}`);
      timings.push({ kind, ms: performance.now() - startedAt, isFirst });
    }
  };
  await Promise.all(
    Array.from({ length: order.users }, (_, index) => askOn(createRandom(order.seed * 1000 + index))),
  );
  return timings;
}

function toPath(kind: Kind, random: () => number): string {
  const search = new URLSearchParams({ app: APP, from: 'now-30d', to: 'now' });
  if (random() < 0.5) search.set('environment', 'production');
  const route = ROUTE_NAMES[Math.floor(random() * ROUTE_NAMES.length)] ?? '';
  if (kind === 'series') search.set('metric', random() < 0.5 ? 'request.duration' : 'vital.lcp');
  if (kind === 'series' || random() < 0.5) search.set('route', route);
  return `/api/v1/${kind}?${search.toString()}`;
}
