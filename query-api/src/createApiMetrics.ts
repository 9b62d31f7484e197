import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { Gauge, Histogram, type Registry } from 'prom-client';

/** Times every request, and counts live streams when Prometheus asks. Durations are in seconds, as Prometheus has them. */
export function createApiMetrics(registry: Registry, liveStreams: () => number): MiddlewareHandler {
  const registers = [registry];
  const requestSeconds = new Histogram({
    registers,
    name: 'paceline_api_request_duration_seconds',
    help: 'Time until an answer began, by route template and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 15],
  });
  const streams = new Gauge({
    registers,
    name: 'paceline_api_live_streams',
    help: 'Open streams of live updates.',
    collect() {
      this.set(liveStreams());
    },
  });
  streams.set(0);

  return async (c, next) => {
    const end = requestSeconds.startTimer();
    await next();
    // Middleware is registered on patterns; what ends otherwise is a route.
    const route = matchedRoutes(c).findLast(({ path }) => !path.endsWith('*'))?.path ?? '(none)';
    end({ method: toMethod(c.req.method), route, status: c.res.status });
  };
}

/** Methods are the caller's choice; the label's values must not be. */
function toMethod(method: string): string {
  return ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'].includes(method) ? method : '(other)';
}
