import type { CollectorOptions } from '../collectorOptions.ts';
import { problemResponse } from '../problem.ts';
import { mergeMetrics } from './mergeMetrics.ts';

type Deps = Pick<CollectorOptions, 'producer' | 'apiUrl' | 'registry' | 'log'>;

/** Longest time that a probe waits for the query API. */
const API_TIMEOUT_MS = 2000;

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** What operators and their machines ask a collector. */
export interface Operations {
  /** `GET /healthz`: the process is up. */
  readonly health: () => Response;
  /** `GET /readyz`: batches can be taken and, where requests are forwarded, the query API answers. */
  readonly readiness: () => Promise<Response>;
  /** `GET /metrics`: of this process and, where requests are forwarded, of the query API's. */
  readonly metrics: () => Promise<Response>;
}

export function createOperations({ producer, apiUrl, registry, log }: Deps): Operations {
  const base = apiUrl?.replace(/\/+$/, '');
  const ask = (path: string) =>
    fetch(`${base}${path}`, { signal: AbortSignal.timeout(API_TIMEOUT_MS), redirect: 'manual' });

  async function queueCheck(): Promise<string> {
    return (await producer.ready()) ? 'ok' : 'the queue does not answer';
  }

  async function apiCheck(): Promise<string> {
    try {
      const answer = await ask('/readyz');
      await answer.body?.cancel();
      return answer.ok ? 'ok' : `the query API is not ready (${answer.status})`;
    } catch {
      return 'the query API does not answer';
    }
  }

  /** The API's metrics; empty when it does not answer, which its own checks tell. */
  async function apiMetrics(): Promise<string> {
    try {
      const answer = await ask('/metrics');
      const text = await answer.text();
      return answer.ok ? text : '';
    } catch (error) {
      log.debug({ err: error }, 'the metrics of the query API cannot be read');
      return '';
    }
  }

  return {
    health: () => Response.json({ status: 'ok' }, { headers: HEADERS }),
    async readiness() {
      const [queue, api] = await Promise.all([queueCheck(), apiUrl === undefined ? undefined : apiCheck()]);
      const checks = { queue, ...(api === undefined ? {} : { api }) };
      return Object.values(checks).every((check) => check === 'ok')
        ? Response.json({ status: 'ok', checks }, { headers: HEADERS })
        : problemResponse({ reason: 'not-ready', checks });
    },
    async metrics() {
      const [own, upstream] = await Promise.all([
        registry.metrics(),
        apiUrl === undefined ? '' : apiMetrics(),
      ]);
      return new Response(upstream === '' ? own : mergeMetrics(own, upstream), {
        headers: { ...HEADERS, 'content-type': registry.contentType },
      });
    },
  };
}
