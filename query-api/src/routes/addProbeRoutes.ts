import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { Storage } from '@paceline/storage';
import type { Registry } from 'prom-client';
import { ENDPOINTS } from '../client/endpoints.ts';
import { Problem } from '../problem.ts';
import { probeSchema } from '../responses.ts';
import { within } from '../within.ts';
import { problems } from './routeParts.ts';

/** What waits in the queue. */
export interface QueueDepthLike {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
}

interface ProbeDeps {
  readonly storage: Pick<Storage, 'ping'>;
  /** Absent: this process knows no queue, and is ready without one. */
  readonly queueDepth: (() => Promise<QueueDepthLike>) | undefined;
  readonly registry: Registry;
}

/** A part that takes longer to answer is not ready. */
const READY_WITHIN_MS = 2_000;

const healthRoute = createRoute({
  method: 'get',
  path: ENDPOINTS.health.path,
  summary: 'Whether this process lives',
  responses: { 200: { description: 'It does', content: { 'application/json': { schema: probeSchema } } } },
});

const readyRoute = createRoute({
  method: 'get',
  path: ENDPOINTS.readiness.path,
  summary: 'Whether questions can be answered: database, and queue where there is one',
  responses: {
    200: { description: 'They can', content: { 'application/json': { schema: probeSchema } } },
    503: problems[503],
  },
});

const metricsRoute = createRoute({
  method: 'get',
  path: ENDPOINTS.figures.path,
  summary: 'Figures of this process for Prometheus',
  responses: { 200: { description: 'The figures', content: { 'text/plain': { schema: z.string() } } } },
});

/** What machines ask about this process; without a token. */
export function addProbeRoutes(api: OpenAPIHono, { storage, queueDepth, registry }: ProbeDeps): void {
  api.openapi(healthRoute, (c) => c.json({ status: 'ok' as const }, 200));

  api.openapi(readyRoute, async (c) => {
    const [database, queue] = await Promise.all([
      within(
        READY_WITHIN_MS,
        storage.ping().then((answers) => (answers ? 'ok' : undefined)),
      ),
      queueDepth === undefined
        ? 'ok'
        : within(
            READY_WITHIN_MS,
            queueDepth().then(({ waiting, active }) => `ok, ${waiting + active} jobs in it`),
          ),
    ]);
    const checks: Record<string, string> = {
      database: database ?? 'does not answer',
      ...(queueDepth === undefined ? {} : { queue: queue ?? 'does not answer' }),
    };
    if (database !== undefined && queue !== undefined) return c.json({ status: 'ok' as const, checks }, 200);
    throw new Problem(503, {
      detail: `Not ready: ${database === undefined ? 'the database' : 'the queue'} does not answer.`,
      headers: { 'retry-after': '1' },
      checks,
    });
  });

  api.openapi(metricsRoute, async (c) => {
    return c.text(await registry.metrics(), 200, { 'content-type': registry.contentType });
  });
}
