import { OpenAPIHono } from '@hono/zod-openapi';
import type { Budget } from '@paceline/budgets';
import { DEFAULT_API_LIMITS, DEFAULT_LIMITS } from '@paceline/protocol';
import type { Retention, Storage } from '@paceline/storage';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { ApiDeps } from './apiDeps.ts';
import { assertSecured } from './auth/assertSecured.ts';
import { type AuthOptions, createAuth } from './auth/createAuth.ts';
import { createAnswerCache } from './caching/createAnswerCache.ts';
import { compressAnswers } from './compressAnswers.ts';
import { createApiMetrics } from './createApiMetrics.ts';
import { addDashboardRoutes } from './dashboard/addDashboardRoutes.ts';
import { addDocsRoutes, DOCS_PATH } from './docs/addDocsRoutes.ts';
import { createDeletionWatch } from './deletions/createDeletionWatch.ts';
import { createLedgerMetrics } from './ledger/createLedgerMetrics.ts';
import type { LedgerLike } from './ledger/ledgerLike.ts';
import { createLiveFeed } from './live/createLiveFeed.ts';
import { createDescription } from './openapi/createDescription.ts';
import { Problem, toParameterProblem, toProblem, toProblemResponse } from './problem.ts';
import { addAlertsRoute } from './routes/addAlertsRoute.ts';
import { addBudgetsRoute } from './routes/addBudgetsRoute.ts';
import { addCatalogueRoutes } from './routes/addCatalogueRoutes.ts';
import { addCompareRoute } from './routes/addCompareRoute.ts';
import { addDeletionRoutes } from './routes/addDeletionRoutes.ts';
import { addErrorsRoutes } from './routes/addErrorsRoutes.ts';
import { addExportRoute } from './routes/addExportRoute.ts';
import { addHeatmapRoute } from './routes/addHeatmapRoute.ts';
import { addHistogramRoute } from './routes/addHistogramRoute.ts';
import { addLedgerRoute } from './routes/addLedgerRoute.ts';
import { addLiveRoute } from './routes/addLiveRoute.ts';
import { addOpenApiRoute, OPENAPI_PATH } from './routes/addOpenApiRoute.ts';
import { addProbeRoutes, type QueueDepthLike } from './routes/addProbeRoutes.ts';
import { addSamplesRoute } from './routes/addSamplesRoute.ts';
import { addSeriesRoute } from './routes/addSeriesRoute.ts';
import { addSummaryRoute } from './routes/addSummaryRoute.ts';
import { addTableRoute } from './routes/addTableRoute.ts';
import { securityHeaders } from './securityHeaders.ts';

const SECURED_PATHS = '/api/v1/';
const DAY_SECONDS = 86_400;

/** How long rows live unless the configuration says otherwise, as the schema is made. */
export const DEFAULT_RETENTION: Retention = {
  rawSeconds: 7 * DAY_SECONDS,
  rollup10sSeconds: 2 * DAY_SECONDS,
  rollup1mSeconds: 30 * DAY_SECONDS,
  rollup1hSeconds: 395 * DAY_SECONDS,
};

export interface QueryApiOptions extends AuthOptions {
  /** Stays open when the API closes. */
  readonly storage: Storage;
  /** Apps that may be asked for. */
  readonly apps: readonly { readonly name: string }[];
  readonly budgets: readonly Budget[];
  /** Folder of the built dashboard, served at `/`. */
  readonly dashboardFolder?: string;
  /** What waits in the queue, for `/readyz`, the ledger and `/metrics`. */
  readonly queueDepth?: () => Promise<QueueDepthLike>;
  /** What became of events before they were stored. Absent: this process knows no queue, and has no ledger to show. */
  readonly ledger?: LedgerLike;
  /** The storage's retention, which decides how finely old ranges can be read. Default {@link DEFAULT_RETENTION}. */
  readonly retention?: Retention;
  /** How long after they happened events are taken. Default: as the protocol has it. */
  readonly pastMs?: number;
  /** Bytes of figures of times that are over that are kept at most. Default {@link DEFAULT_API_LIMITS}. */
  readonly cacheBytes?: number;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly registry: Registry;
}

export interface QueryApi extends Pick<OpenAPIHono, 'fetch' | 'request'> {
  /** Ends live streams, opens no new ones, and asks clients not to reuse their connections. */
  beginClose(): void;
}

/** The query API as a Hono app: everything but the port. */
export function createQueryApi(options: QueryApiOptions): QueryApi {
  const { storage, apps, budgets, log, now, registry, queueDepth, ledger } = options;
  const { retention = DEFAULT_RETENTION, pastMs = DEFAULT_LIMITS.pastMs } = options;
  const { cacheBytes: maxBytes = DEFAULT_API_LIMITS.apiCacheBytes } = options;
  const cache = createAnswerCache({ storage, retention, pastMs, maxBytes, now, registry });
  const deps: ApiDeps = {
    storage,
    queries: cache.queries,
    forget: cache.forget,
    budgets,
    retention,
    now,
  };
  const watch = createDeletionWatch({ storage, forget: cache.forget, log });
  const auth = createAuth(options);
  const feed = createLiveFeed({ storage: cache, log });
  let isClosing = false;

  const api = new OpenAPIHono({
    defaultHook: (result) => {
      if (!result.success) throw toParameterProblem(result.error);
    },
  });
  api.onError((error, c) => {
    const problem = toProblem(error);
    if (problem.status >= 500) {
      const { method, path } = c.req;
      log.error(
        { err: problem.cause ?? problem, method, path, status: problem.status },
        problem.document.detail,
      );
    }
    return toProblemResponse(problem);
  });
  api.notFound((c) => {
    const detail = `There is nothing at ${c.req.path}. ${DOCS_PATH} and ${OPENAPI_PATH} describe what there is.`;
    return toProblemResponse(new Problem(404, { detail }));
  });

  api.use(createApiMetrics(registry, () => feed.listeners()));
  createLedgerMetrics(registry, { storage, apps, now, queueDepth, ledger });
  api.use(securityHeaders);
  api.use(async (c, next) => {
    await next();
    if (isClosing) c.res.headers.set('connection', 'close');
  });
  api.use(
    methodNotAllowed({
      app: api,
      onMethodNotAllowed: (c, allowed) => {
        const allow = allowed.join(', ');
        const detail = `${c.req.path} does not take ${c.req.method}, only ${allow}.`;
        return toProblemResponse(new Problem(405, { detail, headers: { allow } }));
      },
    }),
  );
  for (const path of ['/api/*', OPENAPI_PATH, DOCS_PATH, `${DOCS_PATH}/*`, '/metrics']) {
    api.use(path, compressAnswers);
  }
  api.use('/api/*', async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
  });
  auth.addSignInRoutes(api);
  api.use(`${SECURED_PATHS}*`, auth.middleware);
  api.use(`${SECURED_PATHS}*`, cache.middleware);

  auth.addSessionRoute(api);

  addSummaryRoute(api, deps);
  addSeriesRoute(api, deps);
  addTableRoute(api, deps);
  addHistogramRoute(api, deps);
  addHeatmapRoute(api, deps);
  addCompareRoute(api, deps);
  addBudgetsRoute(api, deps);
  addCatalogueRoutes(api, deps);
  addAlertsRoute(api, deps);
  addSamplesRoute(api, deps);
  addErrorsRoutes(api, deps);
  addDeletionRoutes(api, { storage, now, watch });
  addExportRoute(api, { storage, now, log });
  addLedgerRoute(api, { storage, apps, now, queueDepth, ledger });
  addLiveRoute(api, feed, now);
  addProbeRoutes(api, { storage, queueDepth, registry });
  const describe = createDescription(api);
  addOpenApiRoute(api, describe);
  addDocsRoutes(api, describe);
  addDashboardRoutes(api, { folder: options.dashboardFolder, log });
  assertSecured(api, SECURED_PATHS);

  return {
    fetch: api.fetch,
    request: api.request,
    beginClose() {
      isClosing = true;
      watch.end();
      feed.end();
    },
  };
}
