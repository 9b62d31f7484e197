import { onTestFinished } from 'vitest';
import { startCollector, type StartOptions } from '../src/startCollector.ts';
import { someOptions } from './aCollector.ts';
import { startServer } from './startServer.ts';

/** A collector on a port of its own, closed when the test ends. */
export async function aRunningCollector({
  requestTimeoutMs,
  ...parts
}: Parameters<typeof someOptions>[0] & Pick<StartOptions, 'requestTimeoutMs'> = {}) {
  const { options, producer, rateLimiter, lines } = someOptions(parts);
  const collector = await startCollector({
    ...options,
    host: '127.0.0.1',
    port: 0,
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
  });
  onTestFinished(() => collector.close());
  return { collector, producer, rateLimiter, lines, registry: options.registry };
}

/** A server in the place of the query API, and a collector in front of it. */
export async function aForwardingCollector(listener: Parameters<typeof startServer>[0]) {
  const api = await startServer(listener);
  onTestFinished(() => api.close());
  return { api, ...(await aRunningCollector({ apiUrl: api.url })) };
}
