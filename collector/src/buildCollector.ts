import { batchSchema } from '@paceline/protocol';
import { Hono } from 'hono';
import type { CollectorOptions } from './collectorOptions.ts';
import { createCollectorMetrics } from './metrics/createCollectorMetrics.ts';
import { createForwarder } from './forward/createForwarder.ts';
import { createIngest } from './ingest/createIngest.ts';
import { createNodeIngest } from './ingest/createNodeIngest.ts';
import { type IngestAnswer, toIngestRequest } from './ingest/ingestRequest.ts';
import { maskKeys } from './maskKeys.ts';
import type { CollectorEnv } from './nodeRequest.ts';
import { createOperations } from './operations/createOperations.ts';
import { problemResponse } from './problem.ts';
import { createSdkFiles } from './sdk/createSdkFiles.ts';

export interface BuiltCollector {
  readonly app: Hono<CollectorEnv>;
  /** Takes a request that needs no framework, and says whether it did. */
  readonly takeRequest: ReturnType<typeof createNodeIngest>;
  /** Ends what would never end by itself. */
  endStreams(): void;
  /** Gives connections to the query API back. */
  close(): void;
}

const EVENTS_PATH = '/v1/events';
const READ = 'GET, HEAD';
/** Paths that have methods of their own, beside those of the SDK's files; everything else is forwarded. */
const ALLOWED_METHODS = new Map([
  [EVENTS_PATH, 'POST, OPTIONS'],
  ['/v1/schema', READ],
  ['/healthz', READ],
  ['/readyz', READ],
  ['/metrics', READ],
]);

/** The collector without a socket. */
export function buildCollector(options: CollectorOptions): BuiltCollector {
  const { limits, apiUrl, log } = options;
  const metrics = createCollectorMetrics(options.registry);
  const ingest = createIngest({ ...options, metrics });
  const operations = createOperations(options);
  const forwarder = apiUrl === undefined ? undefined : createForwarder({ apiUrl, metrics, log });
  const findSdkFile = createSdkFiles(options.sdkFiles, options.version);
  let schema: string | undefined;

  const app = new Hono<CollectorEnv>();
  app.post(EVENTS_PATH, async (c) => toResponse(await ingest.post(toIngestRequest(c))));
  app.options(EVENTS_PATH, (c) => toResponse(ingest.preflight(toIngestRequest(c))));
  app.get('/v1/schema', () => {
    // Made when first asked for: a start must not wait for it.
    schema ??= JSON.stringify(batchSchema(limits).toJSONSchema({ target: 'draft-2020-12', io: 'input' }));
    return new Response(schema, {
      headers: {
        'content-type': 'application/schema+json',
        'cache-control': 'public, max-age=300',
        'access-control-allow-origin': '*',
        'x-content-type-options': 'nosniff',
      },
    });
  });
  app.get('/healthz', operations.health);
  app.get('/readyz', operations.readiness);
  app.get('/metrics', operations.metrics);
  app.get('/:file', (c, next) => findSdkFile(c.req.path)?.(c) ?? next());

  app.notFound((c) => {
    const { path } = c.req;
    const allow = ALLOWED_METHODS.get(path) ?? (findSdkFile(path) === undefined ? undefined : READ);
    if (allow !== undefined) {
      return problemResponse({ reason: 'method-not-allowed', method: c.req.raw.method, allow });
    }
    return forwarder?.forward(c) ?? problemResponse({ reason: 'not-found', path });
  });
  app.onError((error, c) => {
    const reason = maskKeys(error.stack ?? String(error));
    log.error({ reason, method: c.req.raw.method, path: c.req.path }, 'the collector failed on a request');
    return problemResponse({ reason: 'internal' });
  });

  return {
    app,
    takeRequest: createNodeIngest({ ingest, path: EVENTS_PATH, mostBytes: limits.bodyBytes, log }),
    endStreams: () => forwarder?.endStreams(),
    close: () => forwarder?.close(),
  };
}

function toResponse({ status, headers, body }: IngestAnswer): Response {
  return new Response(status === 204 ? null : body, { status, headers });
}
