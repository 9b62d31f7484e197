import { setRoute } from './requestRoutes.ts';

/** The part of Hono's context that tells the route; written out, so that the SDK needs no Hono. */
interface HonoContext {
  readonly env: unknown;
  readonly req: {
    readonly routeIndex: number;
    readonly matchedRoutes: readonly MatchedRoute[];
  };
}

interface MatchedRoute {
  readonly method: string;
  readonly path: string;
}

/**
 * Middleware that names each request by the route that Hono matched, as `/orders/:id`. Put it
 * first: `app.use(honoRoute())`. It needs `@hono/node-server`; elsewhere it does nothing.
 */
export function honoRoute() {
  return async (context: HonoContext, next: () => Promise<void>): Promise<void> => {
    // Before and after: a request may be aborted while its handler runs, and only afterwards
    // is it known which of several fitting handlers answered.
    nameRoute(context, undefined);
    try {
      await next();
    } finally {
      nameRoute(context, context.req.routeIndex);
    }
  };
}

function nameRoute({ env, req }: HonoContext, answeredBy: number | undefined): void {
  try {
    if (typeof env !== 'object' || env === null || !('incoming' in env)) return;
    const { incoming } = env;
    if (typeof incoming !== 'object' || incoming === null) return;
    const matched = req.matchedRoutes;
    const answered = answeredBy === undefined ? undefined : matched[answeredBy];
    const route = answered !== undefined && !isMiddleware(answered) ? answered : matched.find(isHandler);
    if (route !== undefined) setRoute(incoming, withoutPatterns(route.path));
  } catch {
    // Another version of Hono may not tell its routes: the path's safe template does.
  }
}

function isHandler(route: MatchedRoute): boolean {
  return !isMiddleware(route);
}

/** `app.use()` registers for all methods, below a wildcard. */
function isMiddleware({ method, path }: MatchedRoute): boolean {
  return method === 'ALL' && path.endsWith('*');
}

/** `/assets/:name{.+\\.png}` as `/assets/:name`. */
function withoutPatterns(path: string): string {
  return path.replace(/\{[^/]*\}/g, '');
}
