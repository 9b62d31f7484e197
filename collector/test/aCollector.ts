import { type AcceptedAnswer, type Batch, DEFAULT_LIMITS, type Limits } from '@paceline/protocol';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { AppConfig, CollectorOptions } from '../src/collectorOptions.ts';
import { createCollector } from '../src/createCollector.ts';
import { createMemoryProducer } from './createMemoryProducer.ts';
import { createMemoryRateLimiter } from './createMemoryRateLimiter.ts';

export const NOW = Date.UTC(2026, 0, 1, 12);
export const KEY = 'shop-key-0123456789';
export const OTHER_KEY = 'blog-key-0123456789';
export const ORIGIN = 'https://shop.example';

const APPS: readonly AppConfig[] = [
  { name: 'shop', keys: [KEY, `${KEY}-next`], origins: [ORIGIN] },
  { name: 'blog', keys: [OTHER_KEY], origins: ['*'] },
];

/** Files of a browser SDK of one version; their texts say which they are, and are long enough to be worth compressing. */
export const SDK_FILES: ReadonlyMap<string, Buffer> = new Map(
  [
    'paceline.js',
    'paceline-0123456789.js',
    'paceline-attribution-0a1b2c3d4e5f.js',
    'paceline-tracing-00112233445566ff.js',
  ].map((name) => [name, Buffer.from(`globalThis.paceline = { file: '${name}' };\n`.repeat(40))]),
);

let ids = 0;

/** A batch as an SDK sends it, with an id of its own; name only what matters. */
export function aBatch(parts: Partial<Batch> = {}): Batch {
  ids += 1;
  return {
    id: `batch-${String(ids).padStart(6, '0')}`,
    sentAt: NOW,
    source: 'node',
    events: [anEvent()],
    ...parts,
  };
}

/** An event of a server's request; name only what matters. */
export function anEvent(parts: Partial<Batch['events'][number]> = {}): Batch['events'][number] {
  const event = {
    type: 'request',
    at: NOW,
    side: 'server',
    method: 'GET',
    route: '/',
    status: 200,
    durationMs: 5,
  };
  return { ...event, ...parts } as Batch['events'][number];
}

/** Options for a collector of the apps `shop` and `blog`, its queue in memory. */
export function someOptions(
  parts: Partial<Omit<CollectorOptions, 'limits'>> & { limits?: Partial<Limits> } = {},
) {
  const producer = createMemoryProducer();
  const rateLimiter = createMemoryRateLimiter();
  const lines: string[] = [];
  const options = {
    apps: APPS,
    producer,
    rateLimiter,
    sdkFiles: SDK_FILES,
    log: pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }),
    now: () => NOW,
    registry: new Registry(),
    ...parts,
    limits: { ...DEFAULT_LIMITS, ...parts.limits },
  } satisfies CollectorOptions;
  return { options, producer, rateLimiter, lines };
}

/** A collector to send to without a socket. */
export function aCollector(parts: Parameters<typeof someOptions>[0] = {}) {
  const { options, producer, rateLimiter, lines } = someOptions(parts);
  const app = createCollector(options);

  const post = async (body: RequestInit['body'], headers: Record<string, string> = {}, path = '/v1/events') =>
    app.request(path, {
      method: 'POST',
      body: body ?? null,
      headers: { 'content-type': 'application/json', 'x-paceline-key': KEY, ...headers },
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    });
  return {
    app,
    producer,
    rateLimiter,
    lines,
    registry: options.registry,
    post,
    /** Sends a batch that has to be taken, and gives the answer. */
    send: async (batch: unknown, headers: Record<string, string> = {}): Promise<AcceptedAnswer> => {
      const response = await post(JSON.stringify(batch), headers);
      if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as AcceptedAnswer;
    },
    /** The value of a metric, 0 when it was never counted. */
    counted: async (name: string, labels: Record<string, string> = {}): Promise<number> => {
      const metrics = await options.registry.getMetricsAsJSON();
      const { values } = metrics.find((metric) => metric.name === name) ?? { values: [] };
      return values
        .filter((value) =>
          Object.entries(labels).every(([key, label]) => String(Object(value.labels)[key]) === label),
        )
        .reduce((sum, value) => sum + value.value, 0);
    },
  };
}
