import type { OpenAPIHono } from '@hono/zod-openapi';
import { type ApiRateLimits, DEFAULT_API_LIMITS } from '@paceline/protocol';
import type { MiddlewareHandler } from 'hono';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { authenticate } from './authenticate.ts';
import type { CallerEnv } from './caller.ts';
import { createAuthMetrics } from './createAuthMetrics.ts';
import { createGate } from './createGate.ts';
import { type ApiToken, createTokenRing } from './createTokenRing.ts';
import { createProcessRateLimiter } from './limits/createProcessRateLimiter.ts';
import type { RateLimiterLike } from './limits/rateLimiterLike.ts';
import { addSessionRoute, addSignInRoutes } from './sessions/addSessionRoutes.ts';
import { createSessions } from './sessions/createSessions.ts';

/** Who may ask what, and how often. */
export interface AuthOptions {
  /** Who sends it may do everything. Sessions are signed with a key made of it, so it should be long and random. */
  readonly apiToken: string;
  /** Other tokens, for parts of it. Default: none. */
  readonly tokens?: readonly ApiToken[];
  /** Default {@link DEFAULT_API_LIMITS}. */
  readonly apiLimits?: ApiRateLimits;
  /** Counts the requests of tokens; closed by who made it. Default: this process counts for itself. */
  readonly rateLimiter?: RateLimiterLike;
  /**
   * Whom wrong tokens are counted for, by the address that a request's connection comes from and its `X-Forwarded-For`.
   * Default: that address.
   */
  readonly clientOf?: (connectedFrom: string, forwardedFor: string | undefined) => string;
  /** Address that people reach the dashboard at, beside the one that their requests name. */
  readonly publicUrl?: string;
}

interface AuthDeps extends AuthOptions {
  readonly apps: readonly { readonly name: string }[];
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly registry: Registry;
}

export interface Auth {
  /** Lets only requests of known callers through. */
  readonly middleware: MiddlewareHandler<CallerEnv>;
  /** Signing in and out: to be added before the middleware. */
  addSignInRoutes(api: OpenAPIHono): void;
  /** Who one is: to be added after it. */
  addSessionRoute(api: OpenAPIHono): void;
}

export function createAuth({
  apiToken,
  tokens = [],
  apiLimits = DEFAULT_API_LIMITS,
  clientOf = (connectedFrom) => connectedFrom,
  publicUrl,
  apps,
  log,
  now,
  registry,
  rateLimiter = createProcessRateLimiter(now),
}: AuthDeps): Auth {
  const ring = createTokenRing({ apiToken, tokens, apps });
  const sessions = createSessions({ apiToken, ring, now });
  const metrics = createAuthMetrics(registry);
  const gate = createGate({ ring, limits: apiLimits, rateLimiter, clientOf, metrics, log, now });
  return {
    middleware: authenticate({ gate, sessions, publicUrl }),
    addSignInRoutes: (api) => addSignInRoutes(api, { gate, sessions, publicUrl, log }),
    addSessionRoute,
  };
}
