import type { ApiRateLimits } from '@paceline/protocol';
import { Counter, type Registry } from 'prom-client';

type RateLimit = keyof ApiRateLimits;
const RATE_LIMITS: readonly RateLimit[] = ['apiRequestsPerSecondPerToken', 'failedSignInsPerMinutePerIp'];

/** What the authentication counts. */
export interface AuthMetrics {
  wrongToken(): void;
  limitHit(limit: RateLimit): void;
}

export function createAuthMetrics(registry: Registry): AuthMetrics {
  const registers = [registry];
  const wrongTokens = new Counter({
    registers,
    name: 'paceline_api_wrong_tokens_total',
    help: 'Tokens that were sent and are not configured.',
  });
  const limitHits = new Counter({
    registers,
    name: 'paceline_api_limit_hits_total',
    help: 'Requests answered with 429, by the limit that they were over.',
    labelNames: ['limit'],
  });
  for (const limit of RATE_LIMITS) limitHits.inc({ limit }, 0);
  return {
    wrongToken: () => wrongTokens.inc(),
    limitHit: (limit) => limitHits.inc({ limit }),
  };
}
