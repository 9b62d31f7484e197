import type { Hono } from 'hono';
import { buildCollector } from './buildCollector.ts';
import type { CollectorOptions } from './collectorOptions.ts';
import type { CollectorEnv } from './nodeRequest.ts';

/** The collector as an app to call without a socket: `app.request('/v1/events', ...)`. */
export function createCollector(options: CollectorOptions): Hono<CollectorEnv> {
  return buildCollector(options).app;
}
