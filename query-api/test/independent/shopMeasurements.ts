import type { Measurement, MetricName } from '@paceline/protocol';
import { aMeasurement } from '../aMeasurement.ts';
import { createRandom } from '../exactly.ts';

const DAY = 86_400_000;
/** How far back measurements go. */
const DAYS = 9;

const random = createRandom(2026);
/** The first are picked more often. */
const pick = <Item>(items: readonly [Item, ...Item[]]): Item =>
  items[Math.floor(random() ** 1.7 * items.length)] ?? items[0];

const ROUTES = [
  '/',
  '/orders/:id',
  '/cart',
  '/search',
  '/Orders',
  '/größe/:id',
  "/it's",
  '',
  ...Array.from({ length: 14 }, (_, index) => `/rare/${index}`),
] as const satisfies readonly [string, ...string[]];

interface Kind {
  readonly metric: MetricName;
  /** Of 100 measurements. */
  readonly count: number;
  readonly value: () => number;
  readonly weights: readonly [number, ...number[]];
}

const REQUEST: Kind = {
  metric: 'request.duration',
  count: 50,
  value: () => Math.exp(random() * 5 + random() * 3),
  weights: [1, 1, 1, 2, 5, 10],
};
const KINDS: readonly Kind[] = [
  REQUEST,
  { metric: 'vital.lcp', count: 10, value: () => 400 + random() ** 3 * 5000, weights: [1, 4] },
  {
    metric: 'vital.cls',
    count: 10,
    value: () => (random() < 0.4 ? 0 : random() ** 2),
    weights: [1],
  },
  {
    metric: 'cache.lookup',
    count: 12,
    value: () => (random() < 0.8 ? 1 : 0),
    weights: [1, 20, 300],
  },
  { metric: 'cache.eviction', count: 3, value: () => 1, weights: [1, 3] },
  { metric: 'system.cpu', count: 5, value: () => random() ** 2, weights: [1] },
  { metric: 'system.memory', count: 4, value: () => 1e8 + random() * 1e8, weights: [1] },
  { metric: 'error.count', count: 3, value: () => 1, weights: [1, 2] },
  { metric: 'custom.cart_value', count: 3, value: () => Math.floor(random() * 200), weights: [1] },
];
const HUNDRED = KINDS.flatMap((kind) => Array.from({ length: kind.count }, () => kind));

/** Measurements of several days before `now`, most of them of the last hours; the same in every run. */
export function shopMeasurements(count: number, now: number): readonly Measurement[] {
  return Array.from({ length: count }, (): Measurement => {
    const { metric, value, weights } = HUNDRED[Math.floor(random() * HUNDRED.length)] ?? REQUEST;
    const isCache = metric.startsWith('cache.');
    const isSystem = metric.startsWith('system.');
    const failed = !isSystem && random() < 0.06;
    return aMeasurement({
      at: now - Math.floor(random() ** 4 * DAYS * DAY),
      metric,
      value: value(),
      weight: pick(weights),
      failed,
      statusClass: failed ? pick(['5xx', 'failed']) : '2xx',
      environment: pick(['production', 'staging']),
      release: pick(['1.5.0', '1.4.0', '']),
      route: isSystem || isCache ? '' : pick(ROUTES),
      subject: pick(['GET', 'POST']),
      device: pick(['mobile', 'desktop', '']),
      country: pick(['DE', 'US', 'IN', '']),
      browser: pick(['chrome', 'safari']),
      layer: isCache ? pick(['redis', 'memory', 'browser']) : '',
      instance: pick(['host:1', 'host:2', 'host:3']),
    });
  });
}
