import type { HttpBindings } from '@hono/node-server';
import type { ApiRateLimits } from '@paceline/protocol';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import { Problem } from '../problem.ts';
import type { AuthMetrics } from './createAuthMetrics.ts';
import type { RingEntry, TokenRing } from './createTokenRing.ts';
import { createFailureCounter } from './limits/createFailureCounter.ts';
import type { RateLimiterLike } from './limits/rateLimiterLike.ts';

export const REALM = 'Bearer realm="paceline"';

interface GateDeps {
  readonly ring: TokenRing;
  readonly limits: ApiRateLimits;
  readonly rateLimiter: RateLimiterLike;
  /** Who a request is counted for while tokens are wrong, by the address of its connection and `X-Forwarded-For`. */
  readonly clientOf: (connectedFrom: string, forwardedFor: string | undefined) => string;
  readonly metrics: AuthMetrics;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Looks at tokens, and counts. */
export interface Gate {
  /**
   * Whose token it is.
   *
   * @throws {Problem} 401 for a wrong one; 429, without looking at it, for a client that sent too many wrong ones
   */
  find(c: Context, token: string): RingEntry;
  /**
   * Counts a request of a token.
   *
   * @throws {Problem} 429 when it had as many in this second as it may
   */
  admit(entry: RingEntry): Promise<void>;
}

export function createGate({ ring, limits, rateLimiter, clientOf, metrics, log, now }: GateDeps): Gate {
  const { apiRequestsPerSecondPerToken, failedSignInsPerMinutePerIp } = limits;
  const failures = createFailureCounter(failedSignInsPerMinutePerIp, now);

  return {
    find(c, token) {
      const client = clientOf(addressOf(c), c.req.header('x-forwarded-for'));
      const blockedMs = failures.blockedMs(client);
      if (blockedMs > 0) {
        metrics.limitHit('failedSignInsPerMinutePerIp');
        throw tooMany(
          blockedMs,
          `Too many wrong tokens came from this address: at most ${failedSignInsPerMinutePerIp} in a minute ` +
            '(limit failedSignInsPerMinutePerIp). Tokens from here are not looked at for a while.',
        );
      }
      const found = ring.find(token);
      if (found !== undefined) return found;
      metrics.wrongToken();
      if (failures.count(client))
        log.warn('an address sent too many wrong tokens, and is refused for a while');
      throw new Problem(401, {
        detail:
          'The API token is wrong. It is PACELINE_API_TOKEN, or the one printed at the first start, or one of the ' +
          'tokens in paceline.yaml.',
        headers: { 'www-authenticate': `${REALM}, error="invalid_token"` },
      });
    },
    async admit({ caller }) {
      if (await rateLimiter.take(`api:${caller.name}`, apiRequestsPerSecondPerToken)) return;
      metrics.limitHit('apiRequestsPerSecondPerToken');
      throw tooMany(
        1000,
        `The token ${JSON.stringify(caller.name)} may ask ${apiRequestsPerSecondPerToken} times a second (limit ` +
          'apiRequestsPerSecondPerToken). Ask less often, or raise the limit in paceline.yaml.',
      );
    },
  };
}

function tooMany(waitMs: number, detail: string): Problem {
  return new Problem(429, { detail, headers: { 'retry-after': String(Math.ceil(waitMs / 1000)) } });
}

/** Where the connection comes from; empty where there is none (`app.request`). */
function addressOf(c: Context<{ Bindings: Partial<HttpBindings> }>): string {
  // Without a socket Hono has no bindings at all, whatever its type says.
  const bindings: Partial<HttpBindings> | undefined = c.env;
  return bindings?.incoming?.socket.remoteAddress ?? '';
}
